import { isSupportedCountry, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js'

/** An e-mail as it is kept and compared. Undefined when it is none. */
export function normalEmail(text: string): string | undefined {
  const email = text.trim().toLowerCase()
  return /^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>".]{2,}$/.test(email) && email.length <= 254 ? email : undefined
}

/** A phone in its international form (E.164). Without a + it is read as a number of the first of `countries` in which it is possible. */
export function normalPhone(text: string, countries: (string | null | undefined)[]): string | undefined {
  const typed = text.trim().replace(/^00(?=[1-9])/, '+')
  const wanted = typed.startsWith('+') ? [undefined] : countries.filter((c): c is CountryCode => !!c && isSupportedCountry(c))
  for (const country of wanted) {
    const phone = parsePhoneNumberFromString(typed, country)
    if (phone?.isPossible()) return phone.number
  }
  return undefined
}
