import type { AuditEntry } from '../../contracts/audit.ts'
import { Copyable, Facts, Link, SidePanel, useText, When } from '../ui/index.ts'
import css from './audit.module.css'
import { pageOfRecord, useDeeds } from './words.ts'

/** One deed with every field that changed. */
export function EntryPanel({ entry, onClose }: { entry: AuditEntry; onClose: () => void }) {
  const t = useText()
  const words = useDeeds()
  const { record, actor, changes } = entry
  const page = pageOfRecord(record)
  const fields = Object.entries(changes)
  return (
    <SidePanel title={words.action(entry.action)} onClose={onClose}>
      <Facts rows={[
        [t('audit.who'), actor.id ? <Link key="who" to={`/audit?who=${actor.id}`} className="textlink">{actor.name}</Link> : actor.name],
        [t('audit.by'), words.actor(actor.kind)],
        [t('audit.when'), <When key="at" at={entry.at} style="dateTime" />],
        [t('audit.from'), entry.ip && <span key="ip" className="num">{entry.ip}</span>],
        [t('audit.kind'), words.kind(record.kind)],
        [t('audit.record'), page ? <Link key="record" to={page} className="textlink">{record.label ?? record.id}</Link> : (record.label ?? record.id)],
        [t('audit.recordId'), <Copyable key="id" text={record.id} />],
        [t('audit.code'), <code key="code">{entry.action}</code>],
      ]} />
      <p style={{ margin: '16px 0 20px' }}><Link to={`/audit?recordKind=${record.kind}&recordId=${encodeURIComponent(record.id)}`} className="textlink">{t('audit.all')}</Link></p>
      {fields.length > 0 && (
        <table className={css.changes}>
          <thead><tr><th scope="col">{t('audit.field')}</th><th scope="col">{t('audit.before')}</th><th scope="col">{t('audit.after')}</th></tr></thead>
          <tbody>{fields.map(([field, { from, to }]) => <tr key={field}><th scope="row">{field}</th><td>{shown(from)}</td><td>{shown(to)}</td></tr>)}</tbody>
        </table>
      )}
    </SidePanel>
  )
}

const shown = (value: unknown) => (value === null || value === undefined || value === '' ? '–' : Array.isArray(value) && value.every(one => typeof one === 'string') ? value.join(', ') : typeof value === 'object' ? JSON.stringify(value, null, 1) : String(value))
