import { useId, type CSSProperties, type ReactNode } from 'react'
import { Hint } from './hint.tsx'
import css from './ui.module.css'

type Props = { title?: ReactNode; note?: ReactNode; hint?: string; actions?: ReactNode; children: ReactNode; style?: CSSProperties; className?: string }

/** A surface with a title; `note` is the quiet text at its right. */
export function Card({ title, note, hint, actions, children, style, className }: Props) {
  const id = useId()
  return (
    <section className={className ? `${css.card} ${className}` : css.card} style={style} aria-labelledby={title ? id : undefined}>
      {(title || note || actions) && (
        <header className={css.cardHead}>
          {title && <h2 className={css.cardTitle} id={id}>{title}</h2>}
          {hint && <Hint text={hint} />}
          {note && <span className={css.cardNote}>{note}</span>}
          {actions && <span className={css.cardActions}>{actions}</span>}
        </header>
      )}
      {children}
    </section>
  )
}
