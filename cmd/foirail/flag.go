package main

import (
	"errors"

	"github.com/spf13/pflag"
)

// flagKinds are what a flag of a kind takes, as a person may write it. Flags of other kinds take any text.
var flagKinds = map[string]string{"bool": "true, false", "duration": "30s, 5m, 2h", "int": "0, 1, 2", "uint32": "0, 1, 2", "float64": "0.5, 125, 869.525"}

// badFlag tells what is wrong with a flag, of whatever kind it is. What was written there is not repeated: it may
// be what should never have been there.
func (t *terminal) badFlag(err error) error {
	var value *pflag.InvalidValueError
	var none *pflag.ValueRequiredError
	var unknown *pflag.NotExistError
	var syntax *pflag.InvalidSyntaxError
	switch {
	case errors.As(err, &value):
		return t.usage("usage.value", "name", "--"+value.GetFlag().Name, "other", flagKinds[value.GetFlag().Value.Type()])
	case errors.As(err, &none):
		return t.usage("usage.novalue", "name", "--"+none.GetFlag().Name)
	case errors.As(err, &unknown):
		return t.usage("usage.unknown", "name", flagName(unknown.GetSpecifiedName()))
	case errors.As(err, &syntax):
		return t.usage("usage.extra")
	}
	return err
}
