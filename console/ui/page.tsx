import { IconArrowLeft } from '@tabler/icons-react'
import { useEffect, type ReactNode } from 'react'
import { Link } from './link.tsx'
import css from './ui.module.css'

type Props = { title: ReactNode; subtitle?: ReactNode; actions?: ReactNode; back?: { to: string; label: string }; children: ReactNode; /** The browser tab's name when `title` is not plain text. */ tab?: string }

/** A page: its title, one line that says something true and useful, its actions, its content. */
export function Page({ title, subtitle, actions, back, children, tab }: Props) {
  const name = tab ?? (typeof title === 'string' ? title : undefined)
  useEffect(() => {
    if (name) document.title = `${name} · Suki`
  }, [name])
  return (
    <div className={css.page}>
      <header className={css.head}>
        <div>
          {back && <Link to={back.to} className={css.back}><IconArrowLeft size={15} aria-hidden />{back.label}</Link>}
          <h1 className={css.title}>{title}</h1>
          {subtitle !== undefined && <p className={css.subtitle}>{subtitle}</p>}
        </div>
        {actions && <div className={css.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  )
}
