import type { ComponentType, ReactNode } from 'react'
import css from './ui.module.css'

type Props = { icon: ComponentType<{ size?: number; stroke?: number }>; title: string; text?: ReactNode; children?: ReactNode }

/** Nothing here yet: says why and what to do next; the actions are the children. */
export function Empty({ icon: Icon, title, text, children }: Props) {
  return (
    <div className={css.empty}>
      <span className={css.emptyIcon} aria-hidden><Icon size={22} stroke={1.8} /></span>
      <p className={css.emptyTitle}>{title}</p>
      {text && <p className={css.emptyText}>{text}</p>}
      {children && <div className={css.emptyActions}>{children}</div>}
    </div>
  )
}
