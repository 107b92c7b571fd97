/** What a thread needs to open the database that others have open too. */
export interface DatabasePlace {
  readonly file: string;
  readonly turns: SharedArrayBuffer;
}
