import { useText, type Text } from '../ui/text.ts'

// An action is `<area>.<verb>`; its words are those of the verb. What has no word of its own is shown as it is named.
const verbs: Record<string, string> = {
  'account.add_passkey': 'audit.verb.addPasskey', 'account.change_password': 'audit.verb.changePassword', 'account.edit': 'audit.verb.editAccount', 'account.end_session': 'audit.verb.endSession', 'account.end_sessions': 'audit.verb.endSession',
  'account.new_recovery_codes': 'audit.verb.newRecoveryCodes', 'account.remove_passkey': 'audit.verb.removePasskey', 'account.rename_passkey': 'audit.verb.renamePasskey', 'account.reset_password': 'audit.verb.resetPassword', 'account.sign_in': 'audit.verb.signIn', 'account.sign_out': 'audit.verb.signOut',
  'account.start_two_factor': 'audit.verb.startTwoFactor', 'account.two_factor_off': 'audit.verb.twoFactorOff', 'account.two_factor_on': 'audit.verb.twoFactorOn',
  'keys.make': 'audit.verb.makeKey', 'keys.revoke': 'audit.verb.revokeKey', 'mailbox.empty': 'audit.verb.emptyMailbox',
  'staff.accept_invitation': 'audit.verb.acceptInvitation', 'staff.change_role': 'audit.verb.changeRole', 'staff.deactivate': 'audit.verb.deactivate', 'staff.invite': 'audit.verb.invite', 'staff.reactivate': 'audit.verb.reactivate', 'staff.resend_invitation': 'audit.verb.resendInvitation',
  'staff.revoke_invitation': 'audit.verb.revokeInvitation', 'staff.set_up': 'audit.verb.setUp', 'staff.transfer_ownership': 'audit.verb.transferOwnership',
  'views.change': 'audit.verb.editView', 'views.order': 'audit.verb.editView', 'views.remove': 'audit.verb.removeView', 'views.save': 'audit.verb.saveView',
  'customers.note': 'audit.verb.addNote', 'customers.delete_note': 'audit.verb.deleteNote', 'customers.edit_note': 'audit.verb.editNote', 'customers.restore_note': 'audit.verb.restoreNote',
  'customers.merge': 'audit.verb.merge', 'customers.separate': 'audit.verb.separate', 'identity.policy': 'audit.verb.identityPolicy', 'profile.precedence': 'audit.verb.precedence',
  'suggestions.decide': 'audit.verb.decidePairs', 'suggestions.undo': 'audit.verb.undoPairs', 'suggestions.look': 'audit.verb.lookForPairs',
  'imports.upload': 'audit.verb.upload', 'products.create_category': 'audit.verb.createCategory', 'warehouse.rebuild': 'audit.verb.rebuild',
  'sources.replay': 'audit.verb.replay', 'inbound.replay': 'audit.verb.replay', 'tracking_plan.plan': 'audit.verb.plan', 'tracking_plan.approve': 'audit.verb.plan', 'tracking_plan.unplan': 'audit.verb.unplan', 'tracking_plan.settle': 'audit.verb.settle',
  'consents.record': 'audit.verb.recordConsent', 'consents.ask': 'audit.verb.askConsent', 'consents.suppress': 'audit.verb.suppress', 'consents.lift_suppression': 'audit.verb.liftSuppression', 'consents.lift_preferences': 'audit.verb.liftSuppression', 'consents.create_wording': 'audit.verb.createWording', 'consents.retire_wording': 'audit.verb.retireWording', 'consents.change_rules': 'audit.verb.changeRules', 'consents.import': 'audit.verb.importConsents',
  'privacy.ask': 'audit.verb.askPrivacy', 'privacy.start': 'audit.verb.startPrivacy', 'privacy.refuse': 'audit.verb.refusePrivacy', 'privacy.erase': 'audit.verb.erasePerson', 'privacy.fetch': 'audit.verb.fetchExport', 'privacy.release': 'audit.verb.releaseErased', 'privacy.set_retention': 'audit.verb.setRetention', 'privacy.drop_retention': 'audit.verb.dropRetention', 'privacy.change_rules': 'audit.verb.changeRules',
  'messages.decide': 'audit.verb.decideMessages', 'messages.send': 'audit.verb.sendMessage', 'messages.change_rules': 'audit.verb.changeRules', 'sending.pause_provider': 'audit.verb.pauseServer', 'sending.resume_provider': 'audit.verb.resumeServer', 'sending.check_domain': 'audit.verb.checkDomain', 'sending.create_key': 'audit.verb.createSigningKey', 'sending.use_key': 'audit.verb.useSigningKey', 'sending.remove_key': 'audit.verb.removeSigningKey', 'return_hooks.remove': 'audit.verb.removeSetup',
  'sending.create_provider': 'audit.verb.create', 'sending.create_sender': 'audit.verb.create', 'sending.create_domain': 'audit.verb.create', 'sending.edit_provider': 'audit.verb.edit', 'sending.edit_sender': 'audit.verb.edit', 'sending.edit_domain': 'audit.verb.edit', 'sending.set_rate': 'audit.verb.edit', 'sending.remove_provider': 'audit.verb.removeSetup', 'sending.remove_domain': 'audit.verb.removeSetup', 'sending.remove_rate': 'audit.verb.removeSetup', 'sending.archive_sender': 'audit.verb.removeSetup',
  'campaigns.launch': 'audit.verb.launchCampaign', 'campaigns.approve': 'audit.verb.approveCampaign', 'campaigns.pause': 'audit.verb.pauseCampaign', 'campaigns.resume': 'audit.verb.resumeCampaign', 'campaigns.remove': 'audit.verb.removeDraft',
  'segments.restore': 'audit.verb.unarchive', 'campaigns.restore': 'audit.verb.unarchive', 'segments.watch': 'audit.verb.watchSegment',
  'scores.compute': 'audit.verb.computeScores',
  'templates.save': 'audit.verb.saveTemplate', 'templates.publish': 'audit.verb.publishTemplate', 'templates.restore_version': 'audit.verb.restoreVersion', 'templates.test': 'audit.verb.sendTest', 'templates.brand': 'audit.verb.changeBrand', 'templates.add_image': 'audit.verb.addImage', 'templates.edit_image': 'audit.verb.edit', 'templates.restore': 'audit.verb.takeOut',
  edit: 'audit.verb.edit', change: 'audit.verb.edit', mark_paid: 'audit.verb.pay', create: 'audit.verb.create', place: 'audit.verb.place', cancel: 'audit.verb.cancel', refund: 'audit.verb.refund', export: 'audit.verb.export', tag: 'audit.verb.tag', start: 'audit.verb.start', archive: 'audit.verb.archive',
}
const kinds: Record<string, string> = {
  campaign: 'audit.kinds.campaign', template: 'audit.kinds.template', image: 'audit.kinds.image',
  staff: 'audit.kinds.staff', invitation: 'audit.kinds.invitation', key: 'audit.kinds.key', mailbox: 'audit.kinds.mailbox', customer: 'audit.kinds.customer', setting: 'audit.kinds.setting', suggestions: 'audit.kinds.suggestions', customers: 'audit.kinds.customer', order: 'audit.kinds.order', product: 'audit.kinds.product', store: 'audit.kinds.store', source: 'audit.kinds.source', import: 'audit.kinds.import', view: 'audit.kinds.view', note: 'audit.kinds.note', category: 'audit.kinds.category', refund: 'audit.kinds.refund', variant: 'audit.kinds.product', privacy_request: 'audit.kinds.privacyRequest', wording: 'audit.kinds.wording', consent_rules: 'audit.kinds.rules', privacy_rules: 'audit.kinds.rules', retention: 'audit.kinds.retention', consent_import: 'audit.kinds.consentImport', tracked_event: 'audit.kinds.trackedEvent', segment: 'audit.kinds.segment', provider: 'audit.kinds.mailServer', sender: 'audit.kinds.sender', sending_domain: 'audit.kinds.sendingDomain', recipient_domain: 'audit.kinds.recipientDomain', message: 'audit.kinds.message', mailing: 'audit.kinds.mailing', sending_rules: 'audit.kinds.rules', inbound_mail: 'audit.kinds.inboundMail', return_hook: 'audit.kinds.returnHook',
}
const actors: Record<string, string> = { staff: 'audit.actors.staff', key: 'audit.actors.key', command: 'audit.actors.command', suki: 'audit.actors.suki' }

const named = (code: string) => code.replaceAll('_', ' ')

/** Actions, kinds of record and kinds of actor in words. */
export function useDeeds() {
  const t: Text = useText()
  return {
    action: (action: string) => {
      const text = verbs[action] ?? verbs[action.split('.')[1] ?? '']
      return text ? t(text) : named(action.split('.')[1] ?? action)
    },
    kind: (kind: string) => (kinds[kind] ? t(kinds[kind]) : named(kind)),
    actor: (kind: string) => t(actors[kind]!),
  }
}

/** Where a record is looked at; undefined where it has no page of its own. */
export function pageOfRecord({ kind, id }: { kind: string; id: string }): string | undefined {
  if (kind === 'customer') return `/customers/${id}`
  if (kind === 'order') return `/orders/${id}`
  if (kind === 'product') return `/products/${id}`
  if (kind === 'template') return `/templates/${id}`
  if (kind === 'import') return `/imports/${id}`
  if (kind === 'campaign') return `/campaigns/${id}`
  if (kind === 'segment') return `/segments/${id}`
  if (kind === 'store') return '/stores'
  if (kind === 'source') return `/sources/${id}`
  if (kind === 'tracked_event') return `/tracking-plan?open=${id}`
  if (kind === 'suggestions') return '/duplicates'
  if (kind === 'setting' && /^(identity_policy|precedence)$/.test(id)) return '/identity'
  if (kind === 'staff') return '/team'
  if (kind === 'invitation') return '/team?tab=invitations'
  if (kind === 'key') return '/team?tab=keys'
  if (kind === 'privacy_request') return `/privacy?open=${id}`
  if (kind === 'message') return `/messages?open=${id}`
  if (kind === 'mailing') return `/messages?mailing=${id}`
  if (kind === 'provider') return '/sending'
  if (kind === 'sender') return '/sending?tab=senders'
  if (kind === 'inbound_mail') return `/replies?open=${id}`
  if (kind === 'return_hook') return '/sending?tab=back'
  if (kind === 'sending_domain') return '/sending?tab=domains'
  if (kind === 'recipient_domain' || kind === 'sending_rules') return '/sending?tab=rules'
  if (kind === 'wording') return `/consents?open=${id}`
  if (kind === 'retention') return '/privacy?tab=retention'
  return kind === 'mailbox' ? '/mailbox' : undefined
}
