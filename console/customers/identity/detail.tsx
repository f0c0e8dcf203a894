import { Button, Checkbox } from '@mantine/core'
import type { IdentityEdge, IdentityNode } from '../../../contracts/identity.ts'
import { Copyable, Facts, Link, SidePanel, useFormat, useText, When } from '../../ui/index.ts'
import css from './identity.module.css'
import type { Tie } from './layout.ts'
import { useCause, useKindName } from './words.ts'

type Graph = { nodes: IdentityNode[]; edges: IdentityEdge[]; ties: Tie[] }
type Props = Graph & { open: string; chosen: Set<string>; onChoose?: ((id: string) => void) | undefined; onOpen: (id: string | undefined) => void }

/** What is opened in the graph: an identifier, or what ties two. */
export function Detail(props: Props) {
  const node = props.nodes.find(one => one.id === props.open)
  if (node) return <NodeDetail {...props} node={node} />
  const tie = props.ties.find(one => one.id === props.open)
  return tie ? <TieDetail {...props} tie={tie} /> : null
}

function NodeDetail({ node, edges, nodes, chosen, onChoose, onOpen }: Props & { node: IdentityNode }) {
  const t = useText()
  const format = useFormat()
  const kindName = useKindName()
  return (
    <SidePanel title={kindName(node.kind)} onClose={() => onOpen(undefined)}>
      <Facts rows={[
        [t('identity.field.value'), <Copyable key="value" text={node.value} />],
        [t('identity.field.firstSeen'), node.firstSeenAt && <When at={node.firstSeenAt} style="dateTime" />],
        node.lastSeenAt !== null && [t('identity.field.lastSeen'), <When key="last" at={node.lastSeenAt} style="dateTime" />],
        [t('identity.field.events'), format.number(node.eventsCount)],
      ]} />
      {node.isAnchor && <p className="muted" style={{ marginTop: 12 }}>{t('identity.anchor')}</p>}
      {onChoose && <Checkbox mt={16} label={t('identity.apart.choose')} checked={chosen.has(node.id)} onChange={() => onChoose(node.id)} />}
      <h3 className={css.part}>{t('identity.links.of')}</h3>
      <Links edges={edges.filter(edge => edge.nodes.includes(node.id))} nodes={nodes} except={node.id} onOpen={onOpen} />
    </SidePanel>
  )
}

function TieDetail({ tie, nodes, onOpen }: Props & { tie: Tie }) {
  const t = useText()
  const kindName = useKindName()
  const ends = [tie.one, tie.other].flatMap(id => nodes.find(node => node.id === id) ?? [])
  return (
    <SidePanel title={t('identity.links.one')} onClose={() => onOpen(undefined)}>
      <Facts rows={ends.map(node => [kindName(node.kind), <Button key={node.id} variant="subtle" size="compact-sm" onClick={() => onOpen(node.id)}>{node.value}</Button>] as const)} />
      <h3 className={css.part}>{t('identity.links.why')}</h3>
      <Links edges={tie.edges} nodes={nodes} onOpen={onOpen} />
    </SidePanel>
  )
}

/** The first time that each was seen together, newest first. */
export function Links({ edges, nodes, except, onOpen }: { edges: IdentityEdge[]; nodes: IdentityNode[]; except?: string; onOpen: (id: string) => void }) {
  const t = useText()
  const format = useFormat()
  const cause = useCause()
  const byId = new Map(nodes.map(node => [node.id, node]))
  if (!edges.length) return <p className="muted">{t('identity.links.none')}</p>
  return (
    <ol className={css.list}>
      {edges.map(edge => (
        <li key={edge.id} className={css.item}>
          <span className={css.itemMain} style={{ background: 'none' }}>
            <span className={css.value}>{edge.sourceId && !edge.byStaff ? <Link className="textlink" to={`/sources/${edge.sourceId}`}>{cause(edge)}</Link> : cause(edge)}</span>
            <span className={css.sub}>{edge.nodes.filter(id => id !== except).map((id, i) => <span key={id}>{i > 0 && ' · '}<button type="button" className={`plain textlink ${css.jump}`} onClick={() => onOpen(id)}>{byId.get(id)?.value}</button></span>)}</span>
            <span className={css.sub}>{format.dateTime(edge.at)}</span>
          </span>
        </li>
      ))}
    </ol>
  )
}
