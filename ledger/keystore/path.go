package keystore

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"

	"foirail/ledger/keys"
)

// Limits of a derivation. A name of 31 bytes is the longest that fits a chain code unhashed.
const (
	maxJunctions    = 8
	maxJunctionName = 31
)

// parsePath reads hard junctions, //0//Alice, as Substrate does: a number is eight bytes little
// endian, a name its SCALE string, each padded with zeros to a chain code. Soft junctions (one
// slash) and passwords (three) are refused, and so are numbers that wallets read differently.
func parsePath(path string) ([][keys.ChainCodeSize]byte, error) {
	if path == "" {
		return nil, nil
	}
	parts := strings.Split(path, "//")
	if parts[0] != "" || len(parts)-1 > maxJunctions {
		return nil, fmt.Errorf("%w: it begins with // and has at most %d parts", ErrPath, maxJunctions)
	}
	var codes [][keys.ChainCodeSize]byte
	for _, part := range parts[1:] {
		code, err := chainCode(part)
		if err != nil {
			return nil, err
		}
		codes = append(codes, code)
	}
	return codes, nil
}

// chainCode is the chain code of one junction.
func chainCode(part string) (code [keys.ChainCodeSize]byte, err error) {
	if part == "" || len(part) > maxJunctionName || !isJunction(part) {
		return code, fmt.Errorf("%w: a part is 1 to %d letters, figures, - or _", ErrPath, maxJunctionName)
	}
	if strings.Trim(part, "0123456789") != "" {
		code[0] = byte(len(part) << 2) // SCALE's compact length
		copy(code[1:], part)
		return code, nil
	}
	number, err := strconv.ParseUint(part, 10, 64)
	if err != nil || strconv.FormatUint(number, 10) != part {
		return code, fmt.Errorf("%w: a number has no leading zero and fits 64 bits", ErrPath)
	}
	binary.LittleEndian.PutUint64(code[:], number)
	return code, nil
}

// isJunction takes the characters on which all wallets agree.
func isJunction(part string) bool {
	for _, c := range part {
		switch {
		case c >= '0' && c <= '9', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '-', c == '_':
		default:
			return false
		}
	}
	return true
}
