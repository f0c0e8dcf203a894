import { z } from 'zod'

export const roles = ['owner', 'admin', 'marketer', 'agent', 'analyst'] as const
export const Role = z.enum(roles)
export type Role = z.infer<typeof Role>

/** Every permission, with the roles that hold it. The owner holds all of them. */
const holders = {
  'customers.read': ['admin', 'marketer', 'agent', 'analyst'],
  'customers.write': ['admin', 'marketer', 'agent'],
  'customers.export': ['admin', 'marketer'],
  'consents.read': ['admin', 'marketer', 'agent', 'analyst'],
  'consents.write': ['admin', 'marketer', 'agent'],
  'consents.settings': ['admin', 'marketer'],
  'privacy.read': ['admin', 'agent'],
  'privacy.write': ['admin'],
  'orders.read': ['admin', 'marketer', 'agent', 'analyst'],
  'orders.write': ['admin', 'agent'],
  'orders.export': ['admin', 'marketer'],
  'products.read': ['admin', 'marketer', 'agent', 'analyst'],
  'products.write': ['admin', 'marketer'],
  'segments.read': ['admin', 'marketer', 'agent', 'analyst'],
  'segments.write': ['admin', 'marketer'],
  'messages.read': ['admin', 'marketer', 'agent', 'analyst'],
  'messages.write': ['admin', 'marketer'],
  'messages.send': ['admin', 'marketer'],
  'messages.settings': ['admin'],
  'analytics.read': ['admin', 'marketer', 'analyst'],
  'imports.run': ['admin', 'marketer'],
  'stores.read': ['admin', 'marketer', 'agent', 'analyst'],
  'stores.write': ['admin'],
  'sources.read': ['admin', 'marketer', 'analyst'],
  'sources.write': ['admin'],
  'staff.read': ['admin'],
  'staff.write': ['admin'],
  'keys.write': ['admin'],
  'audit.read': ['admin'],
  'mailbox.read': ['admin'],
  'mailbox.write': ['admin'],
  'system.read': ['admin'],
  'system.write': ['admin'],
} as const satisfies Record<string, readonly Role[]>

export type Permission = keyof typeof holders
export const permissions = Object.keys(holders) as [Permission, ...Permission[]]
export const Permission = z.enum(permissions)

/** Whether a role holds a permission. */
export const roleMay = (role: Role, permission: Permission): boolean =>
  role === 'owner' || (holders[permission] as readonly Role[]).includes(role)
