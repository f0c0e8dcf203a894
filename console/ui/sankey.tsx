import { useCallback, useMemo } from 'react'
import { baseOption, Chart, tooltipOf, type ChartTable } from './chart.tsx'
import { useFormat } from './format.ts'

/** `colour`: the name of a colour, e.g. `--c1`. */
export type FlowNode = { key: string; name: string; colour: string; side: 'from' | 'to'; value: number }
export type Flow = { from: string; to: string; value: number; colour: string; /** What the flow says in words. */ say: string }

type Props = { title: string; nodes: FlowNode[]; flows: Flow[]; head: [from: string, to: string, value: string]; height?: number; onOpen?: (flow: Flow) => void }

/** How many went from where to where: two columns and what lies between. A click on a flow opens its rows. */
export function Sankey({ title, nodes, flows, head, height = 420, onOpen }: Props) {
  const format = useFormat()
  const table = useMemo<ChartTable>(() => {
    const nameOf = (key: string, side: FlowNode['side']) => nodes.find(node => node.key === key && node.side === side)?.name ?? key
    return { head: [`${head[0]} → ${head[1]}`, head[2]], rows: flows.map(flow => ({ label: `${nameOf(flow.from, 'from')} → ${nameOf(flow.to, 'to')}`, values: [flow.value], texts: [format.number(flow.value)] })) }
  }, [nodes, flows, head, format])
  const option = useCallback((colour: (name: string) => string) => {
    const base = baseOption(colour)
    const idOf = (key: string, side: FlowNode['side']) => `${side} ${key}`
    return {
      ...base,
      tooltip: { ...base.tooltip, trigger: 'item', formatter: ({ dataType, data }: { dataType: string; data: { say: string; text: string; shade: string } }) => tooltipOf(data.say, dataType === 'edge' ? [] : [{ colour: data.shade, name: '', text: data.text }]) },
      series: [{
        type: 'sankey', left: 4, right: 4, top: 8, bottom: 8, nodeWidth: 10, nodeGap: 9, nodeAlign: 'justify', layoutIterations: 0, draggable: false, emphasis: { focus: 'adjacency' },
        label: { color: colour('--ink'), fontSize: 12, fontFamily: base.textStyle.fontFamily },
        data: nodes.map(node => ({ name: idOf(node.key, node.side), depth: node.side === 'from' ? 0 : 1, say: node.name, text: format.number(node.value), shade: colour(node.colour), itemStyle: { color: colour(node.colour), borderWidth: 0 }, label: { position: node.side === 'from' ? 'right' : 'left', formatter: `${node.name}  ${format.number(node.value)}` } })),
        links: flows.map(flow => ({ source: idOf(flow.from, 'from'), target: idOf(flow.to, 'to'), value: flow.value, say: flow.say, flow, lineStyle: { color: colour(flow.colour), opacity: 0.34, curveness: 0.5 } })),
      }],
    }
  }, [nodes, flows, format])
  const pick = useCallback((data: unknown) => {
    const flow = (data as { flow?: Flow } | undefined)?.flow
    if (flow) onOpen?.(flow)
  }, [onOpen])
  return <Chart title={title} height={height} table={table} unit={{ kind: 'number' }} option={option} onPick={onOpen && pick} />
}
