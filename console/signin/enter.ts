/** Goes in, with everything loaded for the person who is now signed in. Only to places of our own. */
export function enter(to: string): void {
  window.location.assign(to.startsWith('/') && !/^\/[/\\]/.test(to) ? to : '/')
}

/** The secret of a link stands after the #: browsers do not send it to servers or to other sites. */
export const tokenOfLink = () => window.location.hash.slice(1)

export const ownTimeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'
