import { Button } from '@mantine/core'
import type { List } from '../api.ts'
import { Avatar, Link, Problem, Skeleton, useText } from '../ui/index.ts'
import css from './campaigns.module.css'

type Person = { id: string; name: string; email: string | null; country: string | null }

/** People behind a number. */
export function People({ list }: { list: List<Person> }) {
  const t = useText()
  if (list.problem) return <Problem error={list.problem} retry={list.refresh} />
  if (list.loading) return <Skeleton shape="list" />
  return (
    <>
      <ul className={css.people}>
        {list.rows.map(({ id, name, email, country }) => (
          <li key={id}><Avatar name={name || email || '?'} /><span className={css.who}><Link to={`/customers/${id}`}>{name || email || t('segments.nameless')}</Link><span className="muted clip">{[name && email, country].filter(Boolean).join(' · ')}</span></span></li>
        ))}
      </ul>
      {list.more && <Button fullWidth loading={list.loadingMore} onClick={list.loadMore}>{t('segments.more')}</Button>}
    </>
  )
}
