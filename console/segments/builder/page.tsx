import { getSegment } from '../../../contracts/segment-routes.ts'
import { useCall } from '../../api.ts'
import { Page, Problem, Skeleton, useParam, useText } from '../../ui/index.ts'
import { Builder } from './builder.tsx'

export function NewSegmentPage() {
  return <Builder />
}

export function EditSegmentPage() {
  const t = useText()
  const segmentId = useParam('segmentId')
  const { data, error } = useCall(getSegment, { params: { segmentId } })
  if (error) return <Page title={t('segment-builder.title')}><Problem error={error} /></Page>
  return data ? <Builder key={data.id} segment={data} /> : <Page title={t('segment-builder.title')}><Skeleton shape="page" /></Page>
}
