import { Tooltip } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useFormat, type WhenStyle } from './format.ts'
import { useText } from './text.ts'
import css from './ui.module.css'

export function Money({ minor, currency, style }: { minor: number | null | undefined; currency: string; style?: 'full' | 'whole' | 'short' }) {
  const format = useFormat()
  return minor === null || minor === undefined ? <None /> : <span className="num">{format.money(minor, currency, style)}</span>
}

export function Count({ value }: { value: number | null | undefined }) {
  const format = useFormat()
  return value === null || value === undefined ? <None /> : <span className="num">{format.number(value)}</span>
}

export function Percent({ share, digits = 1 }: { share: number | null | undefined; digits?: number }) {
  const format = useFormat()
  return share === null || share === undefined ? <None /> : <span className="num">{format.percent(share, digits)}</span>
}

/** An instant or a day. `relative` says "4 days ago" and shows the exact instant on hover. */
export function When({ at, style = 'relative' }: { at: string | null | undefined; style?: WhenStyle }) {
  const format = useFormat()
  useMinute(style === 'relative')
  if (!at) return <None />
  if (style !== 'relative') return <time dateTime={at} className="num">{format[style](at)}</time>
  return <Tooltip label={format.dateTime(at)}><time dateTime={at} className="num">{format.relative(at)}</time></Tooltip>
}

/** Up or down against the comparison period, in words for screen readers, never by colour alone. */
export function Change({ by, as = 'percent', goodWhen = 'up' }: { by: number | null; as?: 'percent' | 'points'; goodWhen?: 'up' | 'down' }) {
  const format = useFormat()
  const t = useText()
  if (by === null || !Number.isFinite(by)) return <span className={css.flat}>{t('ui.change.none')}</span>
  const size = as === 'percent' ? format.percent(Math.abs(by)) : t('ui.change.points', { value: format.number(Math.abs(by) * 100, { maximumFractionDigits: 1 }) })
  const isFlat = Math.abs(by) < 0.0005
  const tone = isFlat ? css.flat : (by > 0) === (goodWhen === 'up') ? css.up : css.down
  return (
    <span className={`${tone} num`} style={{ whiteSpace: 'nowrap' }}>
      <span aria-hidden>{isFlat ? '→' : by > 0 ? '↑' : '↓'} </span>
      <span className="hidden-visually">{isFlat ? t('ui.change.same') : by > 0 ? t('ui.change.up') : t('ui.change.down')} </span>
      {size}
    </span>
  )
}

/** Nothing known here; a dash to the eye, a word to the ear. */
export function None() {
  const t = useText()
  return <span className="muted"><span aria-hidden>–</span><span className="hidden-visually">{t('ui.none')}</span></span>
}

/** Draws again every minute, so that "2 minutes ago" stays true. */
function useMinute(active: boolean) {
  const [, tick] = useState(0)
  useEffect(() => {
    if (!active) return undefined
    const timer = setInterval(() => tick(n => n + 1), 60_000)
    return () => clearInterval(timer)
  }, [active])
}
