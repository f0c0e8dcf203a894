import { NativeSelect } from '@mantine/core'
import { useEffect, type ReactNode } from 'react'
import { languages, type Language } from '../../../contracts/shapes.ts'
import { languageNames, speak } from '../../../languages/index.ts'
import type { ApiProblem } from '../../api.ts'
import { useLanguage, useText } from '../../ui/text.ts'
import css from './door.module.css'
import { refusalText } from '../problems.ts'
import { Shopfront } from './shopfront.tsx'

type Props = { title: string; text?: ReactNode; problem?: ApiProblem | null | undefined; children?: ReactNode; foot?: ReactNode; /** The form asks for the language itself. */ asksLanguage?: boolean }

/** The page around everything that happens before one is in: a shopfront, one form, the language. */
export function Door({ title, text, problem, children, foot, asksLanguage = false }: Props) {
  const t = useText()
  useEffect(() => {
    document.title = `${title} · Suki`
  }, [title])
  return (
    <div className={css.door}>
      <aside className={css.window} aria-hidden>
        <Shopfront />
        <p className={css.tagline}>{t('signin.tagline')}</p>
      </aside>
      <main className={css.side}>
        <div className={css.mark}><span className={css.markIcon} aria-hidden>s</span>suki</div>
        <section className={css.form} aria-labelledby="door-title">
          <h1 id="door-title" className={css.title}>{title}</h1>
          {text && <p className={css.text}>{text}</p>}
          {problem && <p role="alert" className={css.problem}>{refusalText(t, problem)}</p>}
          {children}
          {foot && <div className={css.foot}>{foot}</div>}
        </section>
        {!asksLanguage && <LanguageChoice />}
      </main>
    </div>
  )
}

function LanguageChoice() {
  const t = useText()
  const language = useLanguage()
  const choose = (value: string) => {
    localStorage.setItem('suki.language', value)
    void speak(value as Language)
  }
  return <NativeSelect className={css.language} aria-label={t('signin.language')} value={language} onChange={event => choose(event.currentTarget.value)} data={languages.map(value => ({ value, label: languageNames[value] }))} />
}
