/** A signal that asks a program for its end, as Ctrl-C, a service manager or a closed terminal do: no accident. */
export type EndSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP'

/** Every {@link EndSignal}, with its number. */
export const END_SIGNALS: Record<EndSignal, number> = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 }
