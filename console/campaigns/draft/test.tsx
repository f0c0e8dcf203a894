import { Select } from '@mantine/core'
import type { Test } from '../../../contracts/campaigns.ts'
import { useText } from '../../ui/index.ts'
import css from '../campaigns.module.css'
import { Amount } from './amount.tsx'

/** How variants are tried against one another: what differs, on how many, and what wins. */
export function TestFields({ test, disabled, error, put }: { test: Test; disabled: boolean; error: string | undefined; put: (test: Test) => void }) {
  const t = useText()
  const isWhole = test.sharePercent === 100
  return (
    <div className={css.test}>
      <Select label={t('campaigns.test.about')} disabled={disabled} error={error} allowDeselect={false} value={test.about} onChange={about => put({ ...test, about: about as Test['about'] })} data={[{ value: 'subject', label: t('campaigns.test.subject') }, { value: 'content', label: t('campaigns.test.content') }, { value: 'time', label: t('campaigns.test.time') }]} />
      <Amount label={t('campaigns.test.share')} suffix=" %" least={1} most={100} disabled={disabled} value={test.sharePercent} onChange={sharePercent => put({ ...test, sharePercent })} />
      {!isWhole && <Select label={t('campaigns.test.winner')} disabled={disabled} allowDeselect={false} value={test.winner} onChange={winner => put({ ...test, winner: winner as Test['winner'] })} data={[{ value: 'revenue', label: t('campaigns.test.revenue') }, { value: 'click', label: t('campaigns.test.clicks') }, { value: 'open', label: t('campaigns.test.opens') }]} />}
      {!isWhole && <Amount label={t('campaigns.test.hours')} least={1} most={336} disabled={disabled} value={test.hours} onChange={hours => put({ ...test, hours })} />}
      <p className={css.hint}>{t(isWhole ? 'campaigns.test.whole' : 'campaigns.test.rest')}</p>
    </div>
  )
}
