import { Progress } from '@mantine/core'
import type { SegmentRow } from '../../contracts/segment-routes.ts'
import { Tag, useFormat, useText } from '../ui/index.ts'
import css from './segments.module.css'

/** How far the finding of a definition's members is; follows by the news. */
export function Building({ building }: { building: NonNullable<SegmentRow['building']> }) {
  const t = useText()
  const format = useFormat()
  const { problem, step, rowsDone, rowsExpected } = building
  if (problem) return <Tag tone="bad">{t('segments.building.failed')}</Tag>
  const share = step === 'writing' && rowsExpected ? rowsDone / rowsExpected : undefined
  const text = step === 'waiting' ? t('segments.building.waiting') : step === 'asking' ? t('segments.building.asking') : t('segments.building.writing', { share: format.percent(share ?? 1, 0) })
  return <span className={css.building}><span className="clip">{text}</span><Progress value={share === undefined ? 100 : share * 100} animated={share === undefined} size="xs" aria-label={text} /></span>
}
