import type { ApiProblem } from '../api.ts'
import type { Text } from '../ui/text.ts'
import { problemText } from '../ui/toast.tsx'

const texts: Record<string, string> = {
  'auth.wrong_sign_in': 'signin.problem.wrongSignIn',
  'auth.wrong_code': 'signin.problem.wrongCode',
  'auth.sign_in_again': 'signin.problem.signInAgain',
  'auth.locked': 'signin.problem.locked',
  'auth.too_many_attempts': 'signin.problem.tooMany',
  'auth.unknown_passkey': 'signin.problem.unknownPasskey',
  'auth.link_used_up': 'signin.problem.linkUsedUp',
  'auth.wrong_password': 'signin.problem.wrongPassword',
  'account.wrong_password': 'signin.problem.wrongPassword',
  'account.passkey_refused': 'signin.problem.passkeyRefused',
  'staff.already_set_up': 'signin.problem.alreadySetUp',
  'staff.invitation_over': 'signin.problem.invitationOver',
  'staff.already_member': 'signin.problem.alreadyMember',
  'staff.already_invited': 'signin.problem.alreadyInvited',
}

/** A refusal in the reader's language where we know it, else the server's sentence. */
export const refusalText = (t: Text, problem: ApiProblem): string => {
  const known = texts[problem.code]
  return known ? t(known) : problemText(problem)
}
