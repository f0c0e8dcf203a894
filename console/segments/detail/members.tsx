import { Button } from '@mantine/core'
import { IconHelpCircle, IconLogin2, IconLogout2 } from '@tabler/icons-react'
import { segmentMembers, segmentMoves } from '../../../contracts/segment-routes.ts'
import { useList } from '../../api.ts'
import { Avatar, IconTag, Link, Problem, Skeleton, useFormat, useText, When } from '../../ui/index.ts'
import css from '../segments.module.css'
import { causeNames } from '../words.ts'

type Props = { segmentId: string; onWhy: (customerId: string) => void }

/** Who is in, the last to enter first; follows live. */
export function Members({ segmentId, onWhy }: Props) {
  const t = useText()
  const format = useFormat()
  const list = useList(segmentMembers, { params: { segmentId }, query: { limit: 25 } })
  if (list.problem) return <Problem error={list.problem} retry={list.refresh} />
  if (list.loading) return <Skeleton shape="list" rows={8} />
  if (!list.rows.length) return <p className="muted">{t('segments.members.nobody')}</p>
  return (
    <>
      <ul className={css.people}>
        {list.rows.map(row => {
          const name = row.name || row.email || t('segments.nameless')
          return (
            <li key={row.id}>
              <Avatar name={name} />
              <span className={css.who}><Link to={`/customers/${row.id}`} className="clip"><b>{name}</b></Link><span className="muted clip">{[row.email, row.country && format.country(row.country)].filter(Boolean).join(' · ')}</span></span>
              <span className={css.since}>{t('segments.members.entered')} <When at={row.enteredAt} /></span>
              <Button size="compact-xs" leftSection={<IconHelpCircle size={14} />} onClick={() => onWhy(row.id)} aria-label={t('segments.why.ofNamed', { name })}>{t('segments.why.open')}</Button>
            </li>
          )
        })}
      </ul>
      {list.more && <Button fullWidth mt="sm" loading={list.loadingMore} onClick={list.loadMore}>{t('segments.more')}</Button>}
    </>
  )
}

/** Who came and who went, when and why. */
export function Moves({ segmentId, onWhy }: Props) {
  const t = useText()
  const list = useList(segmentMoves, { params: { segmentId }, query: { limit: 25 } })
  if (list.problem) return <Problem error={list.problem} retry={list.refresh} />
  if (list.loading) return <Skeleton shape="list" rows={8} />
  if (!list.rows.length) return <p className="muted">{t('segments.moves.none')}</p>
  return (
    <>
      <ul className={css.people}>
        {list.rows.map(row => {
          const name = row.name || t('segments.nameless')
          return (
            <li key={row.id}>
              <IconTag tone={row.entered ? 'brand' : 'plain'}>{row.entered ? <IconLogin2 size={16} /> : <IconLogout2 size={16} />}</IconTag>
              <span className={css.who}>
                <span className="clip"><Link to={`/customers/${row.customerId}`}><b>{name}</b></Link> {t(row.entered ? 'segments.moves.entered' : 'segments.moves.left')}</span>
                <span className="muted clip">{t(causeNames[row.cause])}{row.eventName && <>: <Link className="textlink" to={`/customers/${row.customerId}`}>{row.eventName}</Link></>}</span>
              </span>
              <span className={css.since}><When at={row.at} /></span>
              <Button size="compact-xs" leftSection={<IconHelpCircle size={14} />} onClick={() => onWhy(row.customerId)} aria-label={t('segments.why.ofNamed', { name })}>{t('segments.why.open')}</Button>
            </li>
          )
        })}
      </ul>
      {list.more && <Button fullWidth mt="sm" loading={list.loadingMore} onClick={list.loadMore}>{t('segments.more')}</Button>}
    </>
  )
}
