import { me } from '../../contracts/account.ts'
import { listStaff, transferOwnership, type Person } from '../../contracts/staff.ts'
import { AskPassword } from '../account/ask-password.tsx'
import { useChange } from '../api.ts'
import { useText } from '../ui/text.ts'
import { toast } from '../ui/toast.tsx'

/** Handing Suki over to somebody else; only they can hand it back. */
export function TransferDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const t = useText()
  const change = useChange(transferOwnership, { quiet: true, done: [listStaff, me] })
  const give = (password: string) => change.mutate({ params: { staffId: person.id }, body: { password } }, { onSuccess: () => { toast.done(t('team.transfer.done', { name: person.name })); onClose() } })
  return <AskPassword title={t('team.transfer.title')} text={t('team.transfer.text', { name: person.name })} action={t('team.transfer.title')} busy={change.isPending} problem={change.error} onClose={onClose} onPassword={give} />
}
