import { Button } from '@mantine/core'
import { IconDownload, IconPencil, IconTargetArrow } from '@tabler/icons-react'
import { exportRfm, groupOf, rfmMembers, type Rfm, type Standing } from '../../contracts/rfm.ts'
import { createSegment } from '../../contracts/segment-routes.ts'
import { useChange, useList } from '../api.ts'
import { useMay } from '../session.tsx'
import { downloadStream, Link, Money, Problem, SidePanel, Skeleton, toast, useFormat, useGo, useText, When } from '../ui/index.ts'
import css from './rfm.module.css'
import { ruleOf, type Chosen } from './rule.ts'
import { groupAdvice, groupMeans, groupNames } from './words.ts'

type Moved = { fromGroup?: Standing | undefined; toGroup?: Standing | undefined; from?: string | undefined; to?: string | undefined }
type Props = { chosen: Chosen & Moved; query: { store?: string[] | undefined; currency?: string | undefined }; storeId: string | undefined; data: Rfm | undefined; onClose: () => void }

/** The customers of a cell, a group or a flow, beside what they are and what to do with them. */
export function MembersPanel({ chosen, query, storeId, data, onClose }: Props) {
  const t = useText()
  const may = useMay()
  const asked = { ...query, ...chosen }
  const group = chosen.group ?? (chosen.recency && chosen.value ? groupOf(chosen.recency, chosen.value) : undefined)
  const name = useName(chosen)
  const rule = ruleOf(chosen, storeId)
  return (
    <SidePanel title={name} onClose={onClose} actions={may('customers.export') && <Button size="xs" leftSection={<IconDownload size={15} />} onClick={() => void downloadStream(exportRfm, { query: asked }, 'rfm.csv')}>{t('rfm.members.export')}</Button>}>
      {group && <p className={css.lead}>{t(groupMeans[group])} {t(groupAdvice[group])}</p>}
      <Sums chosen={chosen} data={data} />
      {rule && <AsSegment rule={rule} name={name} />}
      {may('customers.read') && <Members query={asked} />}
    </SidePanel>
  )
}

function useName({ recency, value, group, fromGroup, toGroup }: Props['chosen']): string {
  const t = useText()
  if (fromGroup && toGroup) return `${t(groupNames[fromGroup])} → ${t(groupNames[toGroup])}`
  if (recency && value) return t('rfm.members.cell', { group: t(groupNames[groupOf(recency, value)]), recency, value })
  return group ? t(groupNames[group]) : t('rfm.title')
}

function Sums({ chosen: { recency, value, group }, data }: Pick<Props, 'chosen' | 'data'>) {
  const t = useText()
  const format = useFormat()
  const found = recency && value ? data?.cells.find(cell => cell.recency === recency && cell.value === value) : data?.groups.find(one => one.group === group)
  if (!found || !data) return null
  return <p className={css.sums}><b className="num">{t('rfm.members.customers', { count: found.customers })}</b> · <span className="num">{format.percent(found.customers / data.customers)}</span> · <Money minor={found.revenueMinor} currency={data.currency ?? 'EUR'} style="whole" /></p>
}

/** One click makes a segment of them, which from then on keeps itself. */
function AsSegment({ rule, name }: { rule: string; name: string }) {
  const t = useText()
  const go = useGo()
  const may = useMay()
  const create = useChange(createSegment, { quiet: true })
  const builder = `/segments/new?${new URLSearchParams({ rule })}`
  if (!may('segments.write')) return null
  const make = () => create.mutate({ body: { name, text: rule } }, {
    onSuccess: segment => { toast.done(t('rfm.members.made', { name: segment.name })); go(`/segments/${segment.id}`) },
    // There is one of this name: the person chooses another in the builder.
    onError: problem => (problem.code === 'segments.name_taken' ? go(builder) : toast.problem(problem)),
  })
  return (
    <div className={css.make}>
      <Button variant="filled" leftSection={<IconTargetArrow size={16} />} loading={create.isPending} onClick={make}>{t('rfm.members.make')}</Button>
      <Button leftSection={<IconPencil size={16} />} onClick={() => go(builder)}>{t('rfm.members.refine')}</Button>
    </div>
  )
}

function Members({ query }: { query: Props['query'] & Chosen & Moved }) {
  const t = useText()
  const list = useList(rfmMembers, { query })
  if (list.problem) return <Problem error={list.problem} retry={list.refresh} />
  if (list.loading) return <Skeleton shape="list" rows={8} />
  return (
    <>
      <ul className={css.members}>
        {list.rows.map(row => (
          <li key={row.id}>
            <Link to={`/customers/${row.id}`} className={css.member}>
              <span className={css.who}><b className="clip">{row.name || row.email || t('rfm.members.nameless')}</b><span className="muted"><When at={row.lastOrderAt} /></span></span>
              <span className={css.amount}>{row.currency && <b><Money minor={row.spentMinor} currency={row.currency} /></b>}<span className="num">{t('rfm.members.orders', { count: row.ordersCount })}</span></span>
            </Link>
          </li>
        ))}
      </ul>
      {list.more && <Button fullWidth loading={list.loadingMore} onClick={list.loadMore}>{t('rfm.members.more')}</Button>}
    </>
  )
}
