import { Button } from '@mantine/core'
import { IconDeviceDesktop, IconDeviceMobile } from '@tabler/icons-react'
import { endOtherSessions, endSession, mySessions } from '../../contracts/account.ts'
import { useCall, useChange } from '../api.ts'
import { Card } from '../ui/card.tsx'
import { When } from '../ui/figures.tsx'
import { Problem } from '../ui/problem.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { IconTag, Tag } from '../ui/tag.tsx'
import { useText } from '../ui/text.ts'
import { toast } from '../ui/toast.tsx'
import css from './account.module.css'

/** Where the person is signed in, and the way to end it. */
export function SessionsCard() {
  const t = useText()
  const { data, error, refetch } = useCall(mySessions, {})
  const endOne = useChange(endSession, { done: [mySessions] })
  const endOthers = useChange(endOtherSessions, { done: [mySessions] })
  const others = data?.items.filter(session => !session.current) ?? []
  return (
    <Card title={t('account.sessions.title')} actions={others.length > 0 && <Button size="compact-sm" loading={endOthers.isPending} onClick={() => endOthers.mutate({}, { onSuccess: () => toast.done(t('account.sessions.ended')) })}>{t('account.sessions.endOthers')}</Button>}>
      {error ? <Problem error={error} retry={() => void refetch()} /> : !data ? <Skeleton shape="list" rows={3} /> : (
        <ul className={css.list}>
          {data.items.map(({ id, device, ip, seenAt, current }) => (
            <li key={id} className={css.item}>
              <IconTag tone={current ? 'brand' : 'plain'}>{/Android|iOS/.test(device) ? <IconDeviceMobile size={16} stroke={1.8} /> : <IconDeviceDesktop size={16} stroke={1.8} />}</IconTag>
              <div className={css.body}>
                <div className={css.name}>{device || t('account.sessions.unknown')}{current && <Tag tone="brand">{t('account.sessions.this')}</Tag>}</div>
                <div className={css.small}>{ip && <>{ip} · </>}{t('account.sessions.seen')} <When at={seenAt} /></div>
              </div>
              {!current && <Button size="compact-sm" loading={endOne.isPending && endOne.variables?.params.sessionId === id} onClick={() => endOne.mutate({ params: { sessionId: id } })} aria-label={t('account.sessions.endOne', { device })}>{t('account.sessions.end')}</Button>}
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
