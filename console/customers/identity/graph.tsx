import { BaseEdge, Background, BackgroundVariant, Controls, Handle, Position, ReactFlow, type Edge, type EdgeProps, type Node, type NodeProps, type ReactFlowInstance } from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import { useMediaQuery } from '@mantine/hooks'
import { IconAnchor } from '@tabler/icons-react'
import { useEffect, useMemo, useState } from 'react'
import type { IdentityNode } from '../../../contracts/identity.ts'
import { useText } from '../../ui/index.ts'
import css from './identity.module.css'
import { layOut, size, type Layout, type Tie } from './layout.ts'
import { useCause, KindIcon, useKindName } from './words.ts'

type Known = Node<{ node: IdentityNode; isChosen: boolean; isFaint: boolean }, 'identifier'>
type Line = Edge<{ path: string; isFaint: boolean }, 'tie'>

type Flow = ReactFlowInstance<Known, Line>
type Props = { nodes: IdentityNode[]; ties: Tie[]; open: string | undefined; chosen: Set<string>; onOpen: (id: string | undefined) => void }

/** The identifiers of a customer and what ties them. What is opened shows with its neighbours; the rest steps back. */
export function Graph({ nodes, ties, open, chosen, onOpen }: Props) {
  const t = useText()
  const kindName = useKindName()
  const cause = useCause()
  const isNarrow = useMediaQuery('(max-width: 640px)', false, { getInitialValueInEffect: false })
  const layout = useMemo(() => layOut(nodes, ties, isNarrow), [nodes, ties, isNarrow])
  const near = useMemo(() => (open ? new Set([open, ...ties.filter(tie => tie.id === open || tie.one === open || tie.other === open).flatMap(tie => [tie.one, tie.other])]) : undefined), [open, ties])
  const [flow, setFlow] = useState<Flow>()
  useUncovered(flow, open, layout, isNarrow)
  const values = useMemo(() => new Map(nodes.map(node => [node.id, node.value])), [nodes])
  const drawn: Known[] = nodes.map(node => ({
    id: node.id, type: 'identifier', position: layout.at.get(node.id)!, width: size.width, height: size.height, ariaLabel: `${kindName(node.kind)}: ${node.value}`,
    selected: node.id === open, data: { node, isChosen: chosen.has(node.id), isFaint: near !== undefined && !near.has(node.id) },
  }))
  const lines: Line[] = ties.map(tie => ({
    id: tie.id, type: 'tie', source: tie.one, target: tie.other, selected: tie.id === open, ariaLabel: `${values.get(tie.one)} – ${values.get(tie.other)}: ${cause(tie.edges[0]!)}`,
    data: { path: layout.paths.get(tie.id)!, isFaint: open !== undefined && tie.id !== open && tie.one !== open && tie.other !== open },
  }))
  return (
    <div className={css.graph} style={{ height: isNarrow ? Math.max(260, layout.height * 0.8 + 130) : Math.min(640, Math.max(320, layout.height + 150)) }} role="group" aria-label={t('identity.graph.title')}>
      <ReactFlow<Known, Line> key={isNarrow ? 'narrow' : 'wide'} nodes={drawn} edges={lines} nodeTypes={nodeTypes} edgeTypes={edgeTypes} fitView fitViewOptions={{ padding: 0.12, maxZoom: 1 }} minZoom={0.1} maxZoom={2}
        onInit={setFlow} nodesDraggable={false} nodesConnectable={false} deleteKeyCode={null} zoomOnScroll={false} preventScrolling={false} panOnScroll={false} proOptions={{ hideAttribution: true }}
        onNodeClick={(_, node) => onOpen(node.id)} onEdgeClick={(_, edge) => onOpen(edge.id)} onPaneClick={() => onOpen(undefined)}
        onKeyDown={event => { const id = (event.target as HTMLElement).closest('[data-id]')?.getAttribute('data-id'); if (event.key === 'Enter' && id) onOpen(id) }}
        ariaLabelConfig={{ 'node.a11yDescription.default': t('identity.graph.keys'), 'edge.a11yDescription.default': t('identity.graph.keys'), 'controls.ariaLabel': t('identity.graph.zoom'), 'controls.zoomIn.ariaLabel': t('identity.graph.zoomIn'), 'controls.zoomOut.ariaLabel': t('identity.graph.zoomOut'), 'controls.fitView.ariaLabel': t('identity.graph.fit') }}>
        <Background variant={BackgroundVariant.Dots} gap={22} size={1} />
        <Controls showInteractive={false} position="bottom-right" />
      </ReactFlow>
    </div>
  )
}

/** What is opened moves out from under the panel at the right that tells of it. */
function useUncovered(flow: Flow | undefined, open: string | undefined, layout: Layout, isNarrow: boolean) {
  useEffect(() => {
    const at = open === undefined ? undefined : layout.at.get(open)
    if (!at || !flow || isNarrow) return
    const covered = flow.flowToScreenPosition({ x: at.x + size.width, y: at.y }).x - (window.innerWidth - panelWidth)
    const { x, ...rest } = flow.getViewport()
    if (covered > 0) void flow.setViewport({ ...rest, x: x - covered })
  }, [flow, open, layout, isNarrow])
}

const panelWidth = 580

function IdentifierNode({ data: { node, isChosen, isFaint }, selected }: NodeProps<Known>) {
  const kindName = useKindName()
  return (
    <div className={css.node} data-class={node.kind === 'customer' ? 'customer' : undefined} data-open={selected || undefined} data-chosen={isChosen || undefined} data-faint={isFaint || undefined}>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <span className={css.nodeIcon} aria-hidden><KindIcon kind={node.kind} size={17} /></span>
      <span className={css.nodeText}><span className={`${css.nodeKind} clip`}>{kindName(node.kind)}</span><span className={`${css.nodeValue} clip`}>{node.value}</span></span>
      {node.isAnchor && <IconAnchor className={css.anchor} size={14} aria-hidden />}
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </div>
  )
}

const TieLine = ({ id, data, selected }: EdgeProps<Line>) => <BaseEdge id={id} path={data!.path} interactionWidth={22} className={css.tie} data-open={selected || undefined} data-faint={data!.isFaint || undefined} />

const nodeTypes = { identifier: IdentifierNode }
const edgeTypes = { tie: TieLine }
