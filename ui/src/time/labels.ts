const DAY_MS = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat>()

/** Making a formatter is slow and a list makes hundreds of labels, so each kind is made once. */
function format(locale: string | undefined, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale ?? ''} ${name}`
  let made = formats.get(key)
  if (made === undefined) {
    made = new Intl.DateTimeFormat(locale, options)
    formats.set(key, made)
  }
  return made
}

function startOfDay(ms: number): number {
  return new Date(ms).setHours(0, 0, 0, 0)
}

/** Whole calendar days from `ms` to `now`, whatever the clock changes between. */
export function daysAgo(ms: number, now: number): number {
  return Math.round((startOfDay(now) - startOfDay(ms)) / DAY_MS)
}

/** 14:05, or 2:05 PM: the hour as the reader's locale writes it. */
export function clockTime(ms: number, locale?: string): string {
  return format(locale, 'clock', { timeStyle: 'short' }).format(ms)
}

/** For a row of the list: 14:05 today, Tue within the week, 3 Nov within the year, else with the year. */
export function listTime(ms: number, now: number, locale?: string): string {
  const days = daysAgo(ms, now)
  if (days <= 0) return clockTime(ms, locale)
  if (days < 7) return format(locale, 'weekday', { weekday: 'short' }).format(ms)
  if (new Date(ms).getFullYear() === new Date(now).getFullYear()) {
    return format(locale, 'day', { day: 'numeric', month: 'short' }).format(ms)
  }
  return format(locale, 'day and year', { day: 'numeric', month: 'short', year: 'numeric' }).format(ms)
}

/** Two digits on a 24-hour clock, none to spare on a 12-hour one. */
function hourDigits(locale: string | undefined): '2-digit' | 'numeric' {
  return format(locale, 'clock', { timeStyle: 'short' }).resolvedOptions().hour12 ? 'numeric' : '2-digit'
}

/** Tue 3 Nov 2026, 14:05:09 */
export function exactTime(ms: number, locale?: string): string {
  return format(locale, 'exact', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: hourDigits(locale),
    minute: '2-digit',
    second: '2-digit',
  }).format(ms)
}

/** For a line of a log: 3 Nov, 14:05:09 within the year, else with the year. */
export function lineTime(ms: number, now: number, locale?: string): string {
  const isThisYear = new Date(ms).getFullYear() === new Date(now).getFullYear()
  return format(locale, `line ${isThisYear}`, {
    day: 'numeric',
    month: 'short',
    ...(isThisYear ? {} : { year: '2-digit' }),
    hour: hourDigits(locale),
    minute: '2-digit',
    second: '2-digit',
  }).format(ms)
}

/** When something comes back: 14:05 today, Tue 14:05 within the week, else 3 Nov, 14:05. */
export function snoozeTime(ms: number, now: number, locale?: string): string {
  const days = daysAgo(now, ms)
  if (days <= 0) return clockTime(ms, locale)
  const day: Intl.DateTimeFormatOptions = days < 7 ? { weekday: 'short' } : { day: 'numeric', month: 'short' }
  return format(locale, `snooze ${days < 7}`, { ...day, hour: hourDigits(locale), minute: '2-digit' }).format(ms)
}

/** For a separator in the thread; `today` and `yesterday` are said by the caller. */
export function dayName(ms: number, locale?: string): string {
  return format(locale, 'day name', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }).format(ms)
}

/** Whole hours and minutes of a length of time, rounded up: a window never closes before the words say so. */
export function hoursAndMinutes(ms: number): { hours: number; minutes: number } {
  const minutes = Math.max(0, Math.ceil(ms / 60_000))
  return { hours: Math.floor(minutes / 60), minutes: minutes % 60 }
}
