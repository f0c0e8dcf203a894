import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { listTracked, planNewEvent, type TrackedEventDetail } from '../../contracts/tracking-plan.ts'
import { useChange } from '../api.ts'
import { Problem, SidePanel, useText } from '../ui/index.ts'
import { expectedOf, Expectations, type Draft } from './expectations.tsx'
import css from './plan.module.css'

const example = 'Product Added'

/** Plans an event before the first one comes. */
export function NewEvent({ onMade, onClose }: { onMade: (event: TrackedEventDetail) => void; onClose: () => void }) {
  const t = useText()
  const [name, setName] = useState('')
  const [draft, setDraft] = useState<Draft>({ note: '', properties: [] })
  const plan = useChange(planNewEvent, { done: [listTracked], quiet: true })
  const errors = plan.error?.byField() ?? {}
  const save = () => plan.mutateAsync({ body: { name, note: draft.note, expected: expectedOf(draft) } }).then(onMade, () => undefined)
  return (
    <SidePanel title={t('plan.add')} onClose={onClose}>
      <form onSubmit={event => { event.preventDefault(); void save() }}>
        <TextInput required label={t('plan.field.name')} placeholder={example} value={name} error={errors['name']} onChange={event => setName(event.currentTarget.value)} />
        <Expectations draft={draft} seen={[]} disabled={false} onChange={setDraft} />
        {plan.error && !plan.error.fields.length && <Problem error={plan.error} />}
        <div className={css.foot}><span className={css.gap} /><Button type="submit" variant="filled" loading={plan.isPending}>{t('ui.save')}</Button></div>
      </form>
    </SidePanel>
  )
}
