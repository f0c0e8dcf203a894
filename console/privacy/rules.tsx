import { Button, NumberInput, Radio } from '@mantine/core'
import { useState } from 'react'
import { changePrivacyRules, privacyRules, type PrivacyRules } from '../../contracts/privacy.ts'
import { useCall, useChange } from '../api.ts'
import { useMay } from '../session.tsx'
import { Card, Problem, Skeleton, toast, useText } from '../ui/index.ts'
import css from './privacy.module.css'

export function PrivacyRulesForm() {
  const { data, error, refetch } = useCall(privacyRules, {})
  if (error) return <Problem error={error} retry={() => void refetch()} />
  return data ? <EditRules key={JSON.stringify(data)} rules={data} /> : <Skeleton shape="facts" />
}

/** What becomes of orders when somebody is erased, and how long a request may take. */
function EditRules({ rules }: { rules: PrivacyRules }) {
  const t = useText()
  const mayChange = useMay()('privacy.write')
  const [draft, setDraft] = useState(rules)
  const change = useChange(changePrivacyRules, { done: [privacyRules] })
  const save = () => change.mutateAsync({ body: draft }).then(() => toast.done(t('privacy.rules.saved')), () => undefined)
  return (
    <form className={css.narrow} onSubmit={event => { event.preventDefault(); void save() }}>
      <Card title={t('privacy.rules.title')}>
        <div className={css.form}>
          <Radio.Group label={t('privacy.rules.orders')} value={draft.orders} onChange={orders => setDraft({ ...draft, orders: orders as PrivacyRules['orders'] })}>
            <div className={css.list}>
              <Radio disabled={!mayChange} value="keep" label={t('privacy.rules.keep')} description={t('privacy.rules.keepText')} />
              <Radio disabled={!mayChange} value="delete" label={t('privacy.rules.delete')} description={t('privacy.rules.deleteText')} />
            </div>
          </Radio.Group>
          <NumberInput disabled={!mayChange} w={220} label={t('privacy.rules.dueDays')} description={t('privacy.rules.dueDaysText')} min={1} max={365} allowDecimal={false} value={draft.dueDays} onChange={days => setDraft({ ...draft, dueDays: Number(days) || 30 })} />
        </div>
      </Card>
      {mayChange && <div className={css.actions}><Button type="submit" variant="filled" loading={change.isPending} disabled={JSON.stringify(draft) === JSON.stringify(rules)}>{t('ui.save')}</Button></div>}
    </form>
  )
}
