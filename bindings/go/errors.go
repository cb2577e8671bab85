package simdloss

/*
#include "result.h"
*/
import "C"

import (
	"regexp"
	"strconv"
	"strings"
	"unsafe"
)

// An Error says what was wrong with a call. No output has been touched, unless Status is StatusExecutor. Its Status can be
// asked for with errors.Is(err, simdloss.StatusTarget), all of it with errors.As.
type Error struct {
	Status   Status
	Function string // CrossEntropyForward
	Argument string // which argument, or field of the desc: "target", "desc.Batch"; "" if the message begins with none
	Row      int    // the entry of the argument, for targets and records: the row; -1 where none is to blame
	Message  string // one line, naming argument, row and value
}

func (e *Error) Error() string { return "simdloss: " + e.Function + ": " + e.Message }

// Is reports whether target is the error's Status.
func (e *Error) Is(target error) bool {
	status, ok := target.(Status)
	return ok && status == e.Status
}

// Error gives the name of a status; a Status is an error so that errors.Is can ask for it.
func (s Status) Error() string { return "simdloss: " + s.String() }

func (s Status) String() string { return C.GoString(C.simdloss_status_name(C.simdloss_status(s))) }

var (
	snakeCase = regexp.MustCompile(`\bdesc\.[a-z0-9_]+|\b[a-z0-9]+(?:_[a-z0-9]+)+\b`)
	atFault   = regexp.MustCompile(`^([\w.]+)(?:\[(\d+)\])?`)
	initials  = regexp.MustCompile(`(?:^|_)([a-z0-9])`)
)

// failure makes an error of a C function's, with the names that arguments have in Go.
func failure(function string, result C.go_result) error {
	message := C.GoString(result.message)
	C.free(unsafe.Pointer(result.message))
	message = snakeCase.ReplaceAllStringFunc(message, goNameOf)
	message = strings.ReplaceAll(message, "NULL", "nil")
	err := &Error{Status: Status(result.status), Function: function, Row: -1, Message: message}
	if m := atFault.FindStringSubmatch(message); m != nil {
		err.Argument = m[1]
		if row, e := strconv.Atoi(m[2]); e == nil {
			err.Row = row
		}
	}
	return err
}

func goNameOf(name string) string {
	field, isField := strings.CutPrefix(name, "desc.")
	camel := initials.ReplaceAllStringFunc(field, func(s string) string { return strings.ToUpper(strings.TrimPrefix(s, "_")) })
	if isField {
		return "desc." + camel
	}
	return name[:1] + camel[1:]
}
