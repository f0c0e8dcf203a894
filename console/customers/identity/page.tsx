import { Button, Checkbox } from '@mantine/core'
import { IconAnchor, IconArrowMerge, IconArrowsSplit, IconUserQuestion } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { z } from 'zod'
import { getCustomer } from '../../../contracts/customers.ts'
import { customerIdentity, mergeCustomers, separateCustomer, type IdentityNode } from '../../../contracts/identity.ts'
import { useCall, useChange } from '../../api.ts'
import { useMay } from '../../session.tsx'
import { Card, Empty, Page, Problem, Skeleton, toast, undoable, useFormat, useGo, useParam, useSearchState, useText } from '../../ui/index.ts'
import { useNameOf } from '../words.ts'
import { changedByIdentity } from './changed.ts'
import { Detail, Links } from './detail.tsx'
import { Graph } from './graph.tsx'
import css from './identity.module.css'
import { tiesOf } from './layout.ts'
import { MergePanel } from './merge.tsx'
import { MergedCard } from './merged.tsx'
import { KindIcon, useKindName } from './words.ts'

const Search = z.object({ open: z.string().optional(), merge: z.literal('true').optional() })

/** How a customer is recognised: identifiers, what linked them, who was merged, and the ways to put it right. */
export function CustomerIdentityPage() {
  const t = useText()
  const go = useGo()
  const may = useMay()
  const customerId = useParam('customerId')
  const nameOf = useNameOf()
  const [{ open, merge }, set] = useSearchState(Search)
  const { data: customer } = useCall(getCustomer, { params: { customerId } })
  const { data, error, refetch } = useCall(customerIdentity, { params: { customerId: customer?.id ?? customerId } }, { enabled: customer !== undefined })
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const ties = useMemo(() => tiesOf(data?.edges ?? []), [data])
  const name = customer ? nameOf(customer) : ''
  const choose = (id: string) => setChosen(new Set(chosen.has(id) ? [...chosen].filter(one => one !== id) : [...chosen, id]))
  const openOne = (id: string | undefined) => set({ open: id }, { replace: true })
  const valid = new Set(data?.nodes.filter(node => chosen.has(node.id)).map(node => node.id))
  const writes = may('customers.write')
  return (
    <Page title={t('identity.title', { name })} back={{ to: `/customers/${customerId}`, label: name || t('customers.title') }} subtitle={data ? <Subtitle links={data.edges.length} nodes={data.nodes.length} /> : <>&nbsp;</>}
      actions={writes && <Button leftSection={<IconArrowMerge size={16} />} onClick={() => set({ merge: 'true' })}>{t('identity.merge.with')}</Button>}>
      {error && <Problem error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton shape="page" />}
      {data && data.nodes.length === 0 && <Empty icon={IconUserQuestion} title={t('identity.none')} text={t('identity.noneText')} />}
      {data && data.nodes.length > 0 && (
        <div className={css.layout}>
          <div className={css.column}>
            <Graph nodes={data.nodes} ties={ties} open={open} chosen={valid} onOpen={openOne} />
            {data.isCut && <p className="muted">{t('identity.cut')}</p>}
            <Card title={t('identity.links.title')} note={data.edges.length ? String(data.edges.length) : null}><Links edges={data.edges} nodes={data.nodes} onOpen={openOne} /></Card>
          </div>
          <div className={css.column}>
            <MergedCard customerId={customer!.id} merged={data.merged} />
            <Card title={t('identity.list.title')} note={String(data.nodes.length)} hint={t('identity.list.hint')}>
              {writes && valid.size > 0 && <Apart customerId={customer!.id} chosen={[...valid]} all={data.nodes.length} onDone={() => setChosen(new Set())} />}
              <ul className={css.list}>{data.nodes.map(node => <Item key={node.id} node={node} isOpen={open === node.id} isChosen={valid.has(node.id)} onChoose={writes ? () => choose(node.id) : undefined} onOpen={() => openOne(node.id)} />)}</ul>
            </Card>
          </div>
        </div>
      )}
      {data && open && <Detail nodes={data.nodes} edges={data.edges} ties={ties} open={open} chosen={valid} onChoose={writes ? choose : undefined} onOpen={openOne} />}
      {merge && writes && customer && <MergePanel customerIds={[customer.id]} onClose={() => set({ merge: undefined })} onMerged={id => go(`/customers/${id}/identity`)} />}
    </Page>
  )
}

function Subtitle({ nodes, links }: { nodes: number; links: number }) {
  const t = useText()
  return <>{t('identity.count', { count: nodes })} {links > 0 && t('identity.linked', { count: links })}</>
}

function Item({ node, isOpen, isChosen, onChoose, onOpen }: { node: IdentityNode; isOpen: boolean; isChosen: boolean; onChoose: (() => void) | undefined; onOpen: () => void }) {
  const t = useText()
  const format = useFormat()
  const kindName = useKindName()
  return (
    <li className={css.item}>
      {onChoose && <Checkbox checked={isChosen} onChange={onChoose} aria-label={t('identity.apart.chooseOne', { value: node.value })} />}
      <button type="button" className={`plain ${css.itemMain}`} aria-expanded={isOpen} onClick={onOpen}>
        <span className="row" style={{ gap: 6 }}><KindIcon kind={node.kind} size={15} /><span className={css.value}>{node.value}</span>{node.isAnchor && <IconAnchor size={13} color="var(--brand)" role="img" aria-label={t('identity.anchorShort')} />}</span>
        <span className={css.sub}>{[kindName(node.kind), node.lastSeenAt ? format.relative(node.lastSeenAt) : node.firstSeenAt && format.date(node.firstSeenAt), node.eventsCount > 0 && t('identity.events', { count: node.eventsCount })].filter(Boolean).join(' · ')}</span>
      </button>
    </li>
  )
}

/** "These are somebody else's": they become another customer, with everything that was recorded for them. */
function Apart({ customerId, chosen, all, onDone }: { customerId: string; chosen: string[]; all: number; onDone: () => void }) {
  const t = useText()
  const separate = useChange(separateCustomer, { done: changedByIdentity })
  const merge = useChange(mergeCustomers, { done: changedByIdentity })
  const part = async () => {
    const { customerIds } = await separate.mutateAsync({ params: { customerId }, body: { identifiers: chosen } })
    onDone()
    if (customerIds.length) undoable(t('identity.apart.done', { count: chosen.length }), () => merge.mutateAsync({ body: { customerIds: [customerId, ...customerIds] } }))
    else toast.done(t('identity.apart.done', { count: chosen.length }))
  }
  return (
    <div className={css.apart} role="status">
      <span>{chosen.length === all ? t('identity.apart.all') : t('identity.apart.text', { count: chosen.length })}</span>
      <div className={css.foot}>
        <Button size="compact-sm" onClick={onDone}>{t('ui.cancel')}</Button>
        <Button size="compact-sm" variant="filled" leftSection={<IconArrowsSplit size={15} />} disabled={chosen.length === all} loading={separate.isPending} onClick={() => void part().catch(() => undefined)}>{t('identity.apart.do')}</Button>
      </div>
    </div>
  )
}
