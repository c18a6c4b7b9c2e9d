package duniter

import "errors"

var (
	// ErrForm is returned for bytes that are not the canonical form of what they should be, or are beyond a bound.
	ErrForm = errors.New("not in the chain's form")
	// ErrNewer is returned for a version of metadata or of an extrinsic that this program does not know.
	ErrNewer = errors.New("a version that this program does not know")
	// ErrUnknown is returned when the runtime has nothing of the name that was asked for.
	ErrUnknown = errors.New("the runtime does not know this name")
	// ErrValue is returned when a value that was given does not fit the type that the runtime names.
	ErrValue = errors.New("the value does not fit the runtime's type")
)
