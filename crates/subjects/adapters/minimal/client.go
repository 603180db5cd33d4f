// The smallest client of Exchange, started once for each operation:
// proofmark run ews-client --exec './client {url} {id} {type}'
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
)

const messages = "http://schemas.microsoft.com/exchange/services/2006/messages"
const types = "http://schemas.microsoft.com/exchange/services/2006/types"
const envelope = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>
<RequestServerVersion xmlns="%[2]s" Version="Exchange2013_SP1"/></s:Header><s:Body>
<GetClientAccessToken xmlns="%[1]s"><TokenRequests><t:TokenRequest xmlns:t="%[2]s"><t:Id>%[3]s</t:Id>
<t:TokenType>%[4]s</t:TokenType></t:TokenRequest></TokenRequests></GetClientAccessToken></s:Body></s:Envelope>`

var token = regexp.MustCompile(`<(?:\w+:)?TokenValue>([^<]+)</`)

func main() {
	body := fmt.Sprintf(envelope, messages, types, os.Args[2], os.Args[3])
	request, _ := http.NewRequest("POST", os.Args[1], strings.NewReader(body))
	request.Header.Set("Content-Type", "text/xml; charset=utf-8")
	request.Header.Set("SOAPAction", `"`+messages+`/GetClientAccessToken"`)
	response, err := http.DefaultClient.Do(request)
	if err != nil || response.StatusCode != http.StatusOK {
		os.Exit(10)
	}
	answer, err := io.ReadAll(response.Body)
	found := token.FindSubmatch(answer)
	if err != nil || found == nil {
		os.Exit(10)
	}
	fmt.Println(string(found[1]))
}
