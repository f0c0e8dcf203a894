type Json = Record<string, unknown>

/** Whether this browser can use passkeys here: they need https, or localhost. */
export const canUsePasskeys = () => window.isSecureContext && 'PublicKeyCredential' in window && 'parseCreationOptionsFromJSON' in PublicKeyCredential && !/^[\d.]+$|:/.test(window.location.hostname)

/** Asks the device for a new passkey. @returns undefined when the person changed their mind */
export async function newPasskey(challenge: Json): Promise<Json | undefined> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(challenge as never)
  return jsonOf(await navigator.credentials.create({ publicKey }).catch(unlessCancelled))
}

/** Asks the device for one of its passkeys. @returns undefined when the person changed their mind */
export async function askPasskey(challenge: Json): Promise<Json | undefined> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(challenge as never)
  return jsonOf(await navigator.credentials.get({ publicKey }).catch(unlessCancelled))
}

const jsonOf = (credential: Credential | null | undefined) => (credential ? ((credential as PublicKeyCredential).toJSON() as unknown as Json) : undefined)

function unlessCancelled(error: Error): undefined {
  if (error.name === 'NotAllowedError' || error.name === 'AbortError') return undefined
  throw error
}
