import { Select, Switch } from '@mantine/core'
import { getSegment, listSegments, watchSegment, type Segment } from '../../../contracts/segment-routes.ts'
import { useChange } from '../../api.ts'
import { useMay } from '../../session.tsx'
import { Card, toast, useText } from '../../ui/index.ts'

const thresholds: Record<string, string> = { '3': 'segments.watch.early', '4': 'segments.watch.usual', '6': 'segments.watch.late', '10': 'segments.watch.extreme' }

/** Whether days unlike the usual ones are told, and how unlike. */
export function WatchCard({ segment: { id, watch: { watched, threshold } } }: { segment: Segment }) {
  const t = useText()
  const may = useMay()
  const change = useChange(watchSegment, { done: [getSegment, listSegments] })
  const set = (next: { watched: boolean; threshold: number }) => change.mutate({ params: { segmentId: id }, body: next }, { onSuccess: () => toast.done(t('segments.watch.kept')) })
  const isFixed = !may('segments.write')
  return (
    <Card title={t('segments.watch.title')} hint={t('segments.watch.hint')}>
      <Switch label={t('segments.watch.on')} checked={watched} disabled={isFixed || change.isPending} onChange={event => set({ watched: event.currentTarget.checked, threshold })} />
      {watched && <Select mt="sm" label={t('segments.watch.when')} disabled={isFixed || change.isPending} allowDeselect={false} value={String(threshold)} data={[...Object.entries(thresholds).map(([value, label]) => ({ value, label: t(label) })), ...(thresholds[threshold] ? [] : [{ value: String(threshold), label: String(threshold) }])]} onChange={value => set({ watched, threshold: Number(value) })} />}
    </Card>
  )
}
