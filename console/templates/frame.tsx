import { useMemo, type CSSProperties } from 'react'
import css from './templates.module.css'

// Nothing in a mail may run or reach the console: the frame has no scripts and no origin of its own.
const guard = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'; img-src * data:">'
const darkQuery = /@media\s*\(prefers-color-scheme:\s*dark\)/g

type Props = { html: string; title: string; width: number; dark?: boolean; style?: CSSProperties; /** Drawn smaller, as a picture in a gallery; `live` can be scrolled all the same. */ scale?: number; live?: boolean; height?: number }

/** A mail as a mail program would show it, so wide, in the light or the dark. */
export function MailFrame({ html, title, width, dark = false, style, scale = 1, live = false, height = 700 }: Props) {
  const page = useMemo(() => html.replace(darkQuery, dark ? '@media all' : '@media not all').replace('<head>', `<head>${guard}<base target="_blank">`), [html, dark])
  const isPicture = scale < 1 && !live
  return (
    <div className={css.frameBox} style={{ width: width * scale, height: height * scale, ...style }}>
      <iframe className={css.frame} sandbox={isPicture ? '' : 'allow-popups allow-popups-to-escape-sandbox'} srcDoc={page} title={title} tabIndex={isPicture ? -1 : 0} style={{ width, height, transform: scale < 1 ? `scale(${scale})` : undefined, pointerEvents: isPicture ? 'none' : undefined }} />
    </div>
  )
}
