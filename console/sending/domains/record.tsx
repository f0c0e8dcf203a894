import { Copyable, useText } from '../../ui/index.ts'
import css from '../sending.module.css'

/** A record of the DNS, to copy piece by piece into the form of whoever runs it. */
export function DnsRecord({ record: { type, name, value, priority = null }, label }: { record: { type: string; name: string; value: string; priority?: number | null }; label: string }) {
  const t = useText()
  return (
    <dl className={css.record} aria-label={label}>
      <dt>{t('sending.record.type')}</dt><dd><code>{type}</code></dd>
      <dt>{t('sending.record.name')}</dt><dd><code>{name}</code><Copyable text={name}>{t('sending.record.copy')}</Copyable></dd>
      {priority !== null && <><dt>{t('sending.record.priority')}</dt><dd><code>{priority}</code></dd></>}
      <dt>{t('sending.record.value')}</dt><dd><code>{value}</code><Copyable text={value}>{t('sending.record.copy')}</Copyable></dd>
    </dl>
  )
}
