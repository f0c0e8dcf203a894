import { ActionIcon, Autocomplete, Button, NumberInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { dropRetention, listRetention, setRetention, type RetentionRule } from '../../contracts/privacy.ts'
import { useCall, useChange } from '../api.ts'
import { useMay } from '../session.tsx'
import { Card, Count, Problem, Skeleton, toast, undoable, useText, When } from '../ui/index.ts'
import css from './privacy.module.css'

/** How long events of which name are kept. */
export function Retention() {
  const t = useText()
  const may = useMay()
  const { data, error, refetch } = useCall(listRetention, {})
  if (error) return <Problem error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton shape="facts" />
  return (
    <div className={css.narrow}>
      <Card title={t('privacy.retention.title')}>
        <p className={css.lead}>{t('privacy.retention.text')}</p>
        {may('privacy.write') && <AddRule names={data.names.filter(name => !data.items.some(rule => rule.eventName === name))} />}
        {data.items.length === 0 ? <p className={css.nothing}>{t('privacy.retention.none')}</p> : (
          <div className={css.scroll}>
            <table className={css.rules}>
              <thead><tr><th scope="col">{t('privacy.retention.event')}</th><th scope="col">{t('privacy.retention.keptFor')}</th><th scope="col">{t('privacy.retention.deleted')}</th><th scope="col">{t('privacy.retention.ran')}</th><td /></tr></thead>
              <tbody>{data.items.map(rule => <Rule key={rule.eventName} rule={rule} />)}</tbody>
            </table>
          </div>
        )}
      </Card>
    </div>
  )
}

function Rule({ rule: { eventName, days, deletedTotal, ranAt } }: { rule: RetentionRule }) {
  const t = useText()
  const may = useMay()
  const drop = useChange(dropRetention, { done: [listRetention] })
  const set = useChange(setRetention, { done: [listRetention] })
  const remove = () => void drop.mutateAsync({ params: { eventName } }).then(() => undoable(t('privacy.retention.dropped', { name: eventName }), () => set.mutateAsync({ body: { eventName, days } })), () => undefined)
  return (
    <tr>
      <th scope="row">{eventName}</th>
      <td>{t('privacy.retention.days', { count: days })}</td>
      <td><Count value={deletedTotal} /></td>
      <td><When at={ranAt} /></td>
      <td>{may('privacy.write') && <ActionIcon variant="subtle" color="gray" onClick={remove} aria-label={t('privacy.retention.drop', { name: eventName })}><IconTrash size={16} /></ActionIcon>}</td>
    </tr>
  )
}

function AddRule({ names }: { names: string[] }) {
  const t = useText()
  const [draft, setDraft] = useState({ eventName: '', days: 365 })
  const set = useChange(setRetention, { done: [listRetention] })
  const save = () => set.mutateAsync({ body: draft }).then(() => { toast.done(t('privacy.retention.saved', { name: draft.eventName })); setDraft({ eventName: '', days: 365 }) }, () => undefined)
  return (
    <form className={css.add} onSubmit={event => { event.preventDefault(); void save() }}>
      <Autocomplete required label={t('privacy.retention.event')} placeholder={names[0] ?? ''} data={names} limit={30} value={draft.eventName} onChange={eventName => setDraft({ ...draft, eventName })} />
      <NumberInput required label={t('privacy.retention.inDays')} min={1} max={36_500} allowDecimal={false} value={draft.days} onChange={days => setDraft({ ...draft, days: Number(days) || 365 })} />
      <Button type="submit" variant="filled" loading={set.isPending} disabled={!draft.eventName.trim()}>{t('privacy.retention.add')}</Button>
    </form>
  )
}
