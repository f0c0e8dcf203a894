import type { ProductRow } from '../../contracts/products.ts'
import { Tag, useText, type Tone } from '../ui/index.ts'

export const statusNames: Record<ProductRow['status'], string> = { active: 'products.status.active', draft: 'products.status.draft', archived: 'products.status.archived' }
const tones: Record<ProductRow['status'], Tone> = { active: 'brand', draft: 'amber', archived: 'plain' }

export function StatusTag({ status }: { status: ProductRow['status'] }) {
  const t = useText()
  return <Tag tone={tones[status]}>{t(statusNames[status])}</Tag>
}
