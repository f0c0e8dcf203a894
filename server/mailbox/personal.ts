import type { Kept } from '../platform/index.ts'

export const mailboxKeeps: Kept = { personal: [{ table: 'mailbox_mails', erase: 'keep', elsewhere: 'delete', unexported: true }], impersonal: [] }
