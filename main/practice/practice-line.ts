/** The invented telephone side of the practice workspace: filled by voice. */
export interface PracticeLine {
  /** A caller rings the agent's practice account. `number`: E.164; `name`: what the network shows. */
  ring(caller: { readonly number: string; readonly name: string | null }): void;
}
