//! What the faces say to each other.

/// A request for a client access token.
pub(super) fn token_request() -> String {
    format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:t=\"{}\" \
         xmlns:m=\"{}\"><s:Header><t:RequestServerVersion Version=\"Exchange2013\"/></s:Header>\
         <s:Body><m:GetClientAccessToken><m:TokenRequests><t:TokenRequest><t:Id>{}</t:Id>\
         <t:TokenType>CallerIdentity</t:TokenType></t:TokenRequest></m:TokenRequests>\
         </m:GetClientAccessToken></s:Body></s:Envelope>",
        ews::TYPES,
        ews::MESSAGES,
        crate::ADD_IN_ID
    )
}
