import { ActionIcon, Button, NumberInput, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { listRecipientRates, removeRecipientRate, setRecipientRate } from '../../contracts/sending-setup.ts'
import { useCall, useChange } from '../api.ts'
import { useMay } from '../session.tsx'
import { Card, Problem, toast, useFormat, useText } from '../ui/index.ts'
import css from './sending.module.css'

/** How fast the mailboxes of a domain are written to. */
export function Rates() {
  const t = useText()
  const format = useFormat()
  const mayChange = useMay()('messages.settings')
  const { data, error, refetch } = useCall(listRecipientRates, {})
  const remove = useChange(removeRecipientRate, { done: [listRecipientRates] })
  return (
    <div className={css.stack}>
      <Card title={t('sending.rates.title')} hint={t('sending.rates.hint')}>
        {error && <Problem error={error} retry={() => void refetch()} />}
        <p className={css.lead}>{t('sending.rates.text')}</p>
        {data && data.items.length > 0 && (
          <ul className={css.rows} style={{ marginBottom: 14 }}>
            {data.items.map(({ domain, perSecond }) => (
              <li key={domain}>
                <span className={css.who}><span className={css.name}>{domain}</span></span><span className="num">{t('sending.rates.perSecond', { count: format.number(perSecond) })}</span>
                {mayChange && <ActionIcon variant="subtle" color="gray" aria-label={t('sending.rates.remove', { domain })} onClick={() => void remove.mutateAsync({ params: { domain } }).then(() => toast.done(t('sending.removed', { name: domain })), () => undefined)}><IconTrash size={16} /></ActionIcon>}
              </li>
            ))}
          </ul>
        )}
        {mayChange && <AddRate />}
      </Card>
    </div>
  )
}

function AddRate() {
  const t = useText()
  const [domain, setDomain] = useState('')
  const [perSecond, setPerSecond] = useState<number | ''>(20)
  const set = useChange(setRecipientRate, { done: [listRecipientRates], quiet: true })
  const save = () => set.mutateAsync({ params: { domain: domain.trim() }, body: { perSecond: Number(perSecond) } }).then(() => setDomain(''), () => undefined)
  return (
    <form className={css.cap} style={{ alignItems: 'flex-end' }} onSubmit={event => { event.preventDefault(); void save() }}>
      <TextInput label={t('sending.rates.domain')} placeholder={'gmail.com'} value={domain} error={set.error?.byField()['domain']} onChange={event => setDomain(event.currentTarget.value)} />
      <NumberInput w={150} label={t('sending.rates.rate')} min={0.01} max={10_000} value={perSecond} onChange={value => setPerSecond(value === '' ? '' : Number(value))} />
      <Button type="submit" loading={set.isPending} disabled={!domain.trim() || !perSecond}>{t('sending.rates.add')}</Button>
    </form>
  )
}
