import { Button } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import type { Answer } from '../../contracts/route.ts'
import { rebuildWarehouse, status } from '../../contracts/warehouse.ts'
import { useCall, useChange } from '../api.ts'
import { useMay } from '../session.tsx'
import { Card, Count, Facts, Page, Problem, Skeleton, Tag, toast, useFormat, useText, When } from '../ui/index.ts'
import css from './status.module.css'
import { reasonWords, tableWords } from './words.ts'

type Status = Answer<typeof status>

// Lag of more than this is worth a look: the follower copies within a second when it runs.
const lateSeconds = 15

/** How Suki is: what it stores, how far the figures have followed, what waits. */
export function StatusPage() {
  const t = useText()
  const may = useMay()
  const { data, error, refetch, isPending } = useCall(status, {}, { every: 2_000, keep: true })
  const change = useChange(rebuildWarehouse, { done: [status] })
  const rebuild = () => change.mutate({}, { onSuccess: () => toast.done(t('status.rebuildBegun')) })
  const action = may('system.write') && data && !data.warehouse.rebuild && <Button leftSection={<IconRefresh size={16} />} loading={change.isPending} onClick={rebuild}>{t('status.rebuild')}</Button>
  return (
    <Page title={t('status.title')} subtitle={data && <Headline warehouse={data.warehouse} />} actions={action}>
      {data ? <Panels data={data} /> : isPending ? <Skeleton shape="page" /> : <Problem error={error} retry={() => void refetch()} />}
    </Page>
  )
}

function Headline({ warehouse }: Pick<Status, 'warehouse'>) {
  const t = useText()
  const format = useFormat()
  if (!warehouse.completeAt && !warehouse.rebuild) return t('status.notBegun')
  if (warehouse.rowsBehind === 0) return t('status.current')
  return t('status.behind', { count: warehouse.rowsBehind, time: format.number(Math.round(warehouse.lagSeconds), { style: 'unit', unit: 'second', unitDisplay: 'long' }) })
}

function Panels({ data: { warehouse, postgres, clickhouse, jobs } }: { data: Status }) {
  const t = useText()
  const format = useFormat()
  return (
    <div className={css.panels}>
      {warehouse.rebuild && <Rebuild rebuild={warehouse.rebuild} />}
      <Following warehouse={warehouse} />
      <div className={css.side}>
        <Stores postgres={postgres} clickhouse={clickhouse} />
        <Card title={t('status.jobs')} note={jobs.failed > 0 ? <Tag tone="bad">{t('status.failed', { count: jobs.failed })}</Tag> : <Tag tone="brand">{t('status.well')}</Tag>}>
          <Facts rows={[[t('status.waiting'), format.number(jobs.waiting)], [t('status.givenUp'), format.number(jobs.failed)]]} />
          {jobs.failures.length > 0 && (
            <ul className={css.failures}>
              {jobs.failures.map(f => <li key={`${f.job} ${f.at}`}><span className={css.job}>{f.job}</span> <span className="muted">{t('status.attempts', { count: f.attempts })} · <When at={f.at} /></span><span className={css.error}>{f.error}</span></li>)}
            </ul>
          )}
        </Card>
      </div>
    </div>
  )
}

function Rebuild({ rebuild }: { rebuild: NonNullable<Status['warehouse']['rebuild']> }) {
  const t = useText()
  const format = useFormat()
  return (
    <Card title={t('status.rebuilding')} note={<When at={rebuild.begunAt} />} className={css.wide}>
      <p className={css.reason}>{t(reasonWords[rebuild.reason])}</p>
      <progress className={css.bar} value={rebuild.share} max={1} aria-label={t('status.rebuilding')} />
      <p className="muted num">{t('status.copied', { copied: format.number(rebuild.rowsCopied), expected: format.number(Math.max(rebuild.rowsExpected, rebuild.rowsCopied)) })}</p>
    </Card>
  )
}

function Following({ warehouse: { tables, rowsBehind, lagSeconds } }: Pick<Status, 'warehouse'>) {
  const t = useText()
  const tone = rowsBehind === 0 ? 'brand' : lagSeconds > lateSeconds ? 'amber' : 'info'
  return (
    <Card title={t('status.warehouse')} hint={t('status.warehouseHint')} note={<Tag tone={tone}>{rowsBehind === 0 ? t('status.upToDate') : t('status.rows', { count: rowsBehind })}</Tag>}>
      <div className={css.scroll}>
        <table className={css.table}>
          <thead><tr><th scope="col">{t('status.table')}</th><th scope="col" className={css.number}>{t('status.copiedRows')}</th><th scope="col" className={css.number}>{t('status.behindRows')}</th><th scope="col" className={css.number}>{t('status.moved')}</th></tr></thead>
          <tbody>
            {tables.map(table => (
              <tr key={table.name}>
                <th scope="row">{tableWords[table.name] ? t(tableWords[table.name]!) : table.name}</th>
                <td className={css.number}><Count value={table.rowsCopied} /></td>
                <td className={css.number}>{table.rowsBehind ? <Count value={table.rowsBehind} /> : <span className="muted">0</span>}</td>
                <td className={css.number}><When at={table.movedAt} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}

function Stores({ postgres, clickhouse }: Pick<Status, 'postgres' | 'clickhouse'>) {
  const t = useText()
  const format = useFormat()
  return (
    <Card title={t('status.stores')}>
      <h3 className={css.store}>PostgreSQL <span className="muted">{postgres.version}</span></h3>
      <Facts rows={[[t('status.size'), format.bytes(postgres.bytes)], [t('status.connections'), format.number(postgres.connections)]]} />
      <h3 className={css.store}>ClickHouse <span className="muted">{clickhouse.version}</span></h3>
      <Facts rows={[[t('status.size'), format.bytes(clickhouse.bytes)], [t('status.rowsHeld'), format.number(clickhouse.rows)]]} />
    </Card>
  )
}
