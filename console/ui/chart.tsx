import { ActionIcon, Menu, useComputedColorScheme } from '@mantine/core'
import { IconDots, IconDownload, IconPhoto, IconTable } from '@tabler/icons-react'
import type { ECharts, EChartsCoreOption } from 'echarts/core'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { minorDigits, type Format } from './format.ts'
import { saveAs } from './download.ts'
import { Skeleton } from './skeleton.tsx'
import { useText } from './text.ts'
import css from './chart.module.css'

/** What a chart's numbers are. Money comes in minor units. */
export type Unit = { kind: 'money'; currency: string; /** Leaves the cents out. */ whole?: boolean } | { kind: 'number' } | { kind: 'percent' }

export const inUnit = (format: Format, unit: Unit, value: number, style: 'full' | 'axis' = 'full'): string => {
  if (unit.kind === 'money') return format.money(value, unit.currency, style === 'axis' ? 'short' : unit.whole ? 'whole' : 'full')
  if (unit.kind === 'percent') return format.percent(value, style === 'axis' ? 0 : 1)
  return style === 'axis' ? format.short(value) : format.number(value)
}

/** The chart's numbers as rows: for screen readers, "Show as table" and the CSV. */
export type ChartTable = { head: string[]; rows: { label: string; values: (number | null)[]; texts: string[] }[] }

type Props = {
  /** What the chart shows, as its accessible name and the name of its files. */
  title: string
  /** In px; `fill` takes what the card has left, at least 240. */
  height: number | 'fill'
  table: ChartTable
  unit: Unit
  /** Draws with the colours of the moment. */
  option: (colour: (name: string) => string) => EChartsCoreOption
  onOpen?: ((index: number) => void) | undefined
  /** A click on a part of the drawing, where it is no grid: what the option gave it as `data`. */
  onPick?: ((data: unknown) => void) | undefined
}

/** One chart of Apache ECharts, with a table for those who cannot see it, and PNG and CSV to take away. */
export function Chart({ title, height, table, unit, option, onOpen, onPick }: Props) {
  const t = useText()
  const box = useRef<HTMLDivElement>(null)
  const [asTable, showTable] = useState(false)
  const [isDrawn, setDrawn] = useState(false)
  const chart = useChart(box, option, asTable, { onOpen, onPick, onDrawn: () => setDrawn(true) })
  const png = () => chart.current?.renderToCanvas({ pixelRatio: 2, backgroundColor: colourOf('--surface') }).toBlob(blob => blob && saveAs(blob, `${title}.png`))
  return (
    <div className={css.chart} data-chart data-fill={height === 'fill' || undefined}>
      <div className={css.menu}>
        <Menu position="bottom-end">
          <Menu.Target><ActionIcon variant="subtle" color="gray" size="sm" aria-label={t('ui.chart.menu', { title })}><IconDots size={16} /></ActionIcon></Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconTable size={15} />} onClick={() => showTable(!asTable)}>{asTable ? t('ui.chart.asChart') : t('ui.chart.asTable')}</Menu.Item>
            {!asTable && <Menu.Item leftSection={<IconPhoto size={15} />} onClick={png}>{t('ui.chart.png')}</Menu.Item>}
            <Menu.Item leftSection={<IconDownload size={15} />} onClick={() => saveAs(csvOf(table, unit), `${title}.csv`)}>{t('ui.chart.csv')}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      {!asTable && <div ref={box} className={css.canvas} style={{ height: height === 'fill' ? undefined : height, cursor: onOpen ?? onPick ? 'pointer' : undefined }} aria-hidden />}
      {!asTable && !isDrawn && <div className={css.waiting}><Skeleton shape="chart" /></div>}
      <div className={asTable ? css.table : 'hidden-visually'} style={asTable ? { maxHeight: height === 'fill' ? 320 : height } : undefined} tabIndex={asTable ? 0 : undefined} role={asTable ? 'region' : undefined} aria-label={asTable ? title : undefined}>
        <table>
          <caption className="hidden-visually">{title}</caption>
          <thead><tr>{table.head.map((head, i) => <th key={head} scope="col" style={{ textAlign: i ? 'right' : 'left' }}>{head}</th>)}</tr></thead>
          <tbody>{table.rows.map((row, i) => <tr key={i}><th scope="row">{row.label}</th>{row.texts.map((text, j) => <td key={j} className="num">{text}</td>)}</tr>)}</tbody>
        </table>
      </div>
    </div>
  )
}

export const colourOf = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

function useChart(box: React.RefObject<HTMLDivElement | null>, option: Props['option'], isHidden: boolean, { onOpen, onPick, onDrawn }: Pick<Props, 'onOpen' | 'onPick'> & { onDrawn: () => void }) {
  const chart = useRef<ECharts>(null)
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false })
  const draw = useEffectEvent((made: ECharts) => {
    made.setOption(option(colourOf))
    onDrawn()
  })
  const open = useEffectEvent((made: ECharts, event: { offsetX: number; offsetY: number }) => {
    if (!onOpen) return
    const [index] = made.convertFromPixel({ gridIndex: 0 }, [event.offsetX, event.offsetY])
    if (index !== undefined && index >= -0.5) onOpen(Math.max(0, Math.round(index)))
  })
  const pick = useEffectEvent((data: unknown) => onPick?.(data))
  useEffect(() => {
    const element = box.current
    if (!element) return undefined
    let gone = false
    const sizes = new ResizeObserver(() => chart.current?.resize())
    void import('./echarts.ts').then(({ init }) => {
      if (gone) return
      const made = init(element)
      chart.current = made
      draw(made)
      made.getZr().on('click', event => open(made, event))
      made.on('click', event => pick((event as { data?: unknown }).data))
      sizes.observe(element)
    })
    return () => {
      gone = true
      sizes.disconnect()
      chart.current?.dispose()
      chart.current = null
    }
  }, [box, isHidden])
  useEffect(() => {
    chart.current?.setOption(option(colourOf), { notMerge: true })
  }, [option, scheme])
  return chart
}

function csvOf(table: ChartTable, unit: Unit): Blob {
  const divide = unit.kind === 'money' ? 10 ** minorDigits(unit.currency) : 1
  const quote = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  const lines = [table.head.map(quote), ...table.rows.map(row => [quote(row.label), ...row.values.map(value => (value === null ? '' : String(value / divide)))])]
  return new Blob([`\ufeff${lines.map(line => line.join(',')).join('\r\n')}\r\n`], { type: 'text/csv' })
}

/** A tooltip as elements, so that no name is ever read as HTML. */
export function tooltipOf(title: string, rows: { colour: string; dashed?: boolean; name: string; text: string }[]): HTMLElement {
  const box = Object.assign(document.createElement('div'), { className: css.tip })
  box.append(Object.assign(document.createElement('div'), { className: css.tipTitle, textContent: title }))
  for (const { colour, dashed, name, text } of rows) {
    const row = Object.assign(document.createElement('div'), { className: css.tipRow })
    const swatch = document.createElement('i')
    swatch.style.borderTop = `2px ${dashed ? 'dashed' : 'solid'} ${colour}`
    row.append(swatch, Object.assign(document.createElement('span'), { textContent: name }), Object.assign(document.createElement('b'), { textContent: text }))
    box.append(row)
  }
  return box
}

/** What all charts share: thin grid, quiet axes, our type. */
export const baseOption = (colour: (name: string) => string, motion = !matchMedia('(prefers-reduced-motion: reduce)').matches) => ({
  animation: motion,
  animationDuration: 150,
  animationDurationUpdate: 120,
  textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
  tooltip: { trigger: 'axis' as const, confine: true, backgroundColor: colour('--surface'), borderColor: colour('--line-strong'), borderWidth: 1, padding: 0, extraCssText: 'border-radius:10px;box-shadow:var(--float)', transitionDuration: 0 },
})
