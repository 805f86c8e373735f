/**
 * What every typed program begins with.
 *
 * `Carried` is what a value becomes on its way through JSON: a date is a text, what JSON leaves out is not there. What a
 * checker of types cannot say of it is anything. `Loose` lets every other member pass, too: for types that nobody has
 * promised.
 */
export const PRELUDE = `export interface Failure { code: string; message: string; type?: string; details?: any; node?: string }
type ItemOf<List> = List extends ReadonlyArray<infer Item> ? Item : any;
type Wide<T> = T extends string ? string : T extends number ? number : T extends boolean ? boolean : T extends null | undefined ? any : T extends readonly never[] ? any[] : T;
type IsAny<T> = 0 extends 1 & T ? true : false;
type Carried<T> = IsAny<T> extends true ? any : [T] extends [never] ? any : T extends string | number | boolean | null | undefined ? T : T extends void ? undefined : T extends { toJSON(...rest: any): infer As } ? Carried<As> : T extends ReadonlyArray<any> ? { [K in keyof T]: Carried<T[K]> } : T extends bigint | symbol | ((...rest: any) => any) | ReadonlyMap<any, any> | ReadonlySet<any> ? any : T extends object ? { [K in keyof T]: Carried<T[K]> } : any;
type Loose<T> = IsAny<T> extends true ? any : T extends string | number | boolean | null | undefined ? Wide<T> : T extends ReadonlyArray<infer Item> ? Array<Loose<Item>> : T extends object ? { [K in keyof T]: Loose<T[K]> } & Record<string, any> : any;
type Known<T, Else> = IsAny<T> extends true ? Else : T;
declare const asl: any;
`;
