package duniter

// How the runtime's values look in Go. Decode gives these and Encode takes them:
//
//	bool, text                          bool, string
//	u8 … u64, compact or not            uint64
//	i8 … i64                            int64
//	char                                rune
//	128 and 256 bits                    *big.Int
//	a list or array of bytes            []byte
//	any other list, array or tuple      []any
//	a structure of named fields         Fields
//	a structure of one nameless field   that field
//	an account                          keys.Account
//	an optional value                   nil, or the value
//	one of several alternatives         Variant
//
// Encode takes some more, where the type leaves no doubt: any Go integer that fits; [32]byte, Hash or text for bytes; an account
// for an address; a Call for a call; a Weight and an Era.

// Fields are the fields of a structure, by name.
type Fields map[string]any

// Variant is one alternative of several. Value is nil where it has no fields, the field where it has one without a name, []any
// where it has several, and Fields where they have names.
type Variant struct {
	Name  string
	Value any
}

// Call is a call in its bytes: the number of the pallet, of the call, and the arguments. What is hashed, approved and signed is
// these bytes.
type Call []byte

// Hash is the blake2b-256 of the call, by which a multisig knows it.
func (c Call) Hash() Hash { return blake2(c) }

// Weight is how much work a call may be. Older runtimes count RefTime alone.
type Weight struct {
	RefTime   uint64 // picoseconds
	ProofSize uint64 // bytes
}

// fieldsOf gives the named fields of a value that may be none.
func fieldsOf(v any) Fields {
	f, _ := v.(Fields)
	return f
}
