import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { downloadBadRows, listBadRows, type Import } from '../../contracts/imports.ts'
import { useList, useCall } from '../api.ts'
import { Card, Count, downloadStream, Facts, Link, useFormat, useText, When } from '../ui/index.ts'
import css from './imports.module.css'
import { PreviewTable } from './preview.tsx'
import { countNames } from './words.ts'

const order = ['orders', 'refunds', 'customers', 'products'] as const

/** What an import did so far or in the end, with links to it, and the rows that it gives back. */
export function Result({ of: row }: { of: Import }) {
  const t = useText()
  const format = useFormat()
  const seconds = row.startedAt && row.finishedAt ? Math.max(1, Math.round((Date.parse(row.finishedAt) - Date.parse(row.startedAt)) / 1000)) : null
  const links = { orders: '/orders', refunds: '/orders', customers: '/customers', products: '/products' }
  return (
    <>
      <div className={css.result}>
        <Card title={t('imports.taken')}>
          {Object.keys(row.counts).length > 0 && <table className={css.counts}>
            <thead><tr><th scope="col"><span className="hidden-visually">{t('imports.column.kind')}</span></th><th scope="col">{t('imports.created')}</th><th scope="col">{t('imports.updated')}</th><th scope="col">{t('imports.unchanged')}</th></tr></thead>
            <tbody>
              {order.filter(what => row.counts[what]).map(what => (
                <tr key={what}><th scope="row"><Link className="textlink" to={links[what]}>{t(countNames[what])}</Link></th><td className="num"><Count value={row.counts[what]!.created} /></td><td className="num"><Count value={row.counts[what]!.updated} /></td><td className="num"><Count value={row.counts[what]!.unchanged} /></td></tr>
              ))}
            </tbody>
          </table>}
          {!Object.keys(row.counts).length && <p className={css.note}>{t('imports.nothingYet')}</p>}
        </Card>
        <Card title={t('imports.facts')}>
          <Facts rows={[
            [t('imports.rowsRead'), <span className="num" key="rows">{format.number(row.rowsRead)}</span>],
            [t('imports.leftOut'), <span className="num" key="left">{format.number(row.rowsLeftOut)}</span>],
            [t('imports.notUsable'), <span className={`num ${row.rowsBad ? css.attention : ''}`} key="bad">{format.number(row.rowsBad)}</span>],
            [t('imports.column.by'), row.startedBy],
            [t('imports.startedAt'), <When key="at" at={row.startedAt} style="dateTime" />],
            seconds !== null && [t('imports.took'), <span className="num" key="took">{format.number(seconds, { style: 'unit', unit: 'second', unitDisplay: 'long' })}</span>],
          ]} />
        </Card>
      </div>
      {row.rowsBad > 0 && <GivenBack of={row} kind="bad" title={t('imports.notUsable')} note={t('imports.notUsableNote')} />}
      {row.rowsLeftOut > 0 && <GivenBack of={row} kind="left_out" title={t('imports.leftOut')} note={t('imports.leftOutNote')} />}
    </>
  )
}

function GivenBack({ of: { id, fileName }, kind, title, note }: { of: Import; kind: 'bad' | 'left_out'; title: string; note: string }) {
  const t = useText()
  const input = { params: { importId: id }, query: { kind, limit: 20 } }
  const header = useCall(listBadRows, input).data?.header ?? []
  const list = useList(listBadRows, input)
  const rows = list.rows.map(row => ({ ...row, leftOut: row.kind === 'left_out' }))
  const save = () => void downloadStream(downloadBadRows, { params: { importId: id }, query: { kind } }, `${fileName.replace(/(\.csv)?(\.gz)?$/i, '')}-${kind === 'bad' ? 'not-usable' : 'left-out'}.csv`)
  return (
    <Card title={title} note={note} actions={<Button leftSection={<IconDownload size={15} />} onClick={save}>{t('imports.download')}</Button>}>
      <PreviewTable preview={{ header, rows }} />
      {list.more && <div className={css.foot}><Button loading={list.loadingMore} onClick={list.loadMore}>{t('imports.more')}</Button></div>}
    </Card>
  )
}
