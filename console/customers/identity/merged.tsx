import { Button } from '@mantine/core'
import { IconArrowsSplit } from '@tabler/icons-react'
import { mergeCustomers, separateCustomer, type MergedCustomer } from '../../../contracts/identity.ts'
import { useChange } from '../../api.ts'
import { useMay } from '../../session.tsx'
import { Card, undoable, useFormat, useText } from '../../ui/index.ts'
import { changedByIdentity } from './changed.ts'
import css from './identity.module.css'
import { useCause, useKindName } from './words.ts'

/** Who turned out to be this customer, why, and the way back. */
export function MergedCard({ customerId, merged }: { customerId: string; merged: MergedCustomer[] }) {
  const t = useText()
  if (!merged.length) return null
  return (
    <Card title={t('identity.merged.title')} note={String(merged.length)}>
      {merged.map(one => <Merged key={one.id} customerId={customerId} one={one} />)}
    </Card>
  )
}

function Merged({ customerId, one }: { customerId: string; one: MergedCustomer }) {
  const t = useText()
  const format = useFormat()
  const may = useMay()
  const cause = useCause()
  const kindName = useKindName()
  const separate = useChange(separateCustomer, { done: changedByIdentity })
  const merge = useChange(mergeCustomers, { done: changedByIdentity })
  const name = one.name || t('customers.unnamed')
  const part = () => void separate.mutateAsync({ params: { customerId }, body: { mergedId: one.id } })
    .then(() => undoable(t('identity.merged.undone', { name }), () => merge.mutateAsync({ body: { customerIds: [customerId, one.id] } })), () => undefined)
  return (
    <div className={css.merged}>
      <div className={css.mergedTop}>
        <span className={css.value}>{name}</span>
        {may('customers.write') && <Button size="compact-sm" leftSection={<IconArrowsSplit size={15} />} loading={separate.isPending} onClick={part}>{t('identity.merged.undo')}</Button>}
      </div>
      <span className={css.sub}>{one.because ? cause(one.because) : t('identity.merged.folded')} · {format.dateTime(one.mergedAt)}</span>
      {one.because && one.because.identifiers.length > 0 && <span className={css.sub}>{t('identity.merged.together', { identifiers: one.because.identifiers.map(i => `${kindName(i.kind)} ${i.value}`).join(', ') })}</span>}
    </div>
  )
}
