//! The EWS operation GetClientAccessToken as executable specification.
