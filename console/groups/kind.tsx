import type { GroupRow } from '../../contracts/groups.ts'
import { Tag, useText } from '../ui/index.ts'

export function KindTag({ kind }: Pick<GroupRow, 'kind'>) {
  const t = useText()
  return <Tag tone={kind === 'household' ? 'brand' : 'info'}>{t(kind === 'household' ? 'groups.household' : 'groups.company')}</Tag>
}
