import { useCallback, useMemo } from 'react'
import { baseOption, Chart, inUnit, tooltipOf, type ChartTable, type Unit } from './chart.tsx'
import { useFormat, type Format } from './format.ts'
import css from './chart.module.css'
import { useText } from './text.ts'

export type Series = {
  name: string
  values: (number | null)[]
  /** The comparison period: always grey and dashed. */
  before?: boolean
}
export type Point = { label: string; /** A shorter name for under the axis. */ axis?: string; /** The day it is compared with, for the tooltip. */ before?: string | undefined }

type Props = { title: string; points: Point[]; series: Series[]; unit: Unit; height?: number | 'fill'; onOpen?: (index: number) => void }

const colourName = (series: Series[], i: number) => (series[i]!.before ? '--c-prev' : `--c${(series.slice(0, i).filter(one => !one.before).length % 6) + 1}`)

const textOf = (format: Format, unit: Unit, value: number | null | undefined) => (value === null || value === undefined ? '–' : inUnit(format, unit, value))

/** Lines over time, with a soft area under the first, the comparison period dashed. A click opens the rows of that point. */
export function LineChart({ title, points, series, unit, height = 240, onOpen }: Props) {
  const format = useFormat()
  const t = useText()
  const table = useMemo<ChartTable>(() => ({
    head: [t('ui.chart.when'), ...series.map(one => one.name)],
    rows: points.map((point, i) => ({ label: point.label, values: series.map(one => one.values[i] ?? null), texts: series.map(one => textOf(format, unit, one.values[i])) })),
  }), [points, series, format, unit, t])
  const option = useCallback((colour: (name: string) => string) => {
    const base = baseOption(colour)
    return {
      ...base,
      grid: { left: 4, right: 14, top: 16, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      xAxis: { type: 'category', data: points.map(point => point.axis ?? point.label), boundaryGap: points.length === 1, axisLine: { lineStyle: { color: colour('--line') } }, axisTick: { show: false }, axisLabel: { color: colour('--ink-3'), fontSize: 11, hideOverlap: true, interval: 'auto' } },
      yAxis: { type: 'value', splitNumber: 4, splitLine: { lineStyle: { color: colour('--line') } }, axisLabel: { color: colour('--ink-3'), fontSize: 11, formatter: (value: number) => inUnit(format, unit, value, 'axis') } },
      tooltip: {
        ...base.tooltip,
        axisPointer: { type: 'line', lineStyle: { color: colour('--line-strong') } },
        formatter: (params: { dataIndex: number }[]) => {
          const i = params[0]?.dataIndex ?? 0
          return tooltipOf(points[i]?.label ?? '', series.map((one, s) => ({ colour: colour(colourName(series, s)), dashed: one.before ?? false, name: one.before ? (points[i]?.before ?? one.name) : one.name, text: textOf(format, unit, one.values[i]) })))
        },
      },
      series: series.map((one, i) => ({
        type: 'line', name: one.name, data: one.values, showSymbol: points.length === 1, symbolSize: 5, z: one.before ? 1 : 2, silent: true,
        lineStyle: { width: one.before ? 1.5 : 2.2, type: one.before ? [4, 4] : 'solid', color: colour(colourName(series, i)) },
        itemStyle: { color: colour(colourName(series, i)) },
        ...(i === 0 && !one.before ? { areaStyle: { color: colour('--c1'), opacity: 0.08 } } : {}),
      })),
    }
  }, [points, series, unit, format])
  return <Chart title={title} height={height} table={table} unit={unit} option={option} onOpen={onOpen} />
}

/** Names and colours of a chart's lines, for a card's header. */
export function Legend({ series }: { series: Pick<Series, 'name' | 'before'>[] }) {
  return <span className={css.legend}>{series.map((one, i) => <span key={one.name}><i style={{ background: `var(${colourName(series as Series[], i)})` }} />{one.name}</span>)}</span>
}
