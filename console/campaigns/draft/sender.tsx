import { Select } from '@mantine/core'
import { listSenders } from '../../../contracts/sending-setup.ts'
import { useCall } from '../../api.ts'
import { useText } from '../../ui/index.ts'
import type { Part } from './draft.tsx'

/** In whose name it is sent: one of the senders, or the store's own. */
export function SenderField({ campaign: { senderId, storeId }, change, problems, mayWrite }: Part) {
  const t = useText()
  const { data } = useCall(listSenders, {}, { staleTime: 60_000 })
  if (!data?.items.length) return null
  const own = data.items.find(sender => storeId !== null && sender.storeId === storeId) ?? data.fallback
  return (
    <Select label={t('campaigns.message.from')} placeholder={t('campaigns.message.fromUsual', { sender: `${own.name} <${own.email}>` })} clearable searchable disabled={!mayWrite} value={senderId} error={problems['senderId']} mb="md" onChange={id => change({ senderId: id })}
      data={data.items.map(sender => ({ value: sender.id, label: `${sender.name} <${sender.email}>${sender.isProven ? '' : ` · ${t('campaigns.message.unproven')}`}` }))} />
  )
}
