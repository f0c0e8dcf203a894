import { Button } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { listUnusable } from '../../contracts/carts.ts'
import { useCall, useList } from '../api.ts'
import { Empty, Link, Problem, SidePanel, Skeleton, useText, When } from '../ui/index.ts'
import css from './carts.module.css'
import { reasonNames } from './words.tsx'

/** Says that there are such events, and opens them. */
export function UnusableNote() {
  const t = useText()
  const { data } = useCall(listUnusable, { query: { limit: 1 } })
  return data?.items.length ? <> · <Link className="textlink" to="/carts?open=unusable">{t('carts.unusable')}</Link></> : null
}

/** Events about carts and orders that could not be used, and what to do about each. */
export function UnusablePanel({ onClose }: { onClose: () => void }) {
  const t = useText()
  const list = useList(listUnusable, { query: {} })
  return (
    <SidePanel title={t('carts.unusableTitle')} onClose={onClose}>
      <p className="muted">{t('carts.unusableText')}</p>
      {list.problem && <Problem error={list.problem} retry={list.refresh} />}
      {list.loading && <Skeleton shape="list" />}
      {!list.loading && !list.problem && !list.rows.length && <Empty icon={IconCircleCheck} title={t('carts.unusableNone')} />}
      <ul className={css.unusable}>
        {list.rows.map(one => (
          <li key={one.eventId}>
            <span className={css.unusableHead}><span>{one.name}</span><When at={one.occurredAt} /></span>
            <span>{t(reasonNames[one.reason] ?? 'carts.reason.other')}</span>
            <Link className={`textlink ${css.sub}`} to={`/sources/${one.sourceId}`}>{one.sourceName ?? t('carts.source')}</Link>
          </li>
        ))}
      </ul>
      {list.more && <Button onClick={list.loadMore} loading={list.loadingMore}>{t('carts.more')}</Button>}
    </SidePanel>
  )
}
